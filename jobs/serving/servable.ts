import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { validate } from 'node-cron';
import { CommandError, EXIT } from '../cli/exit-codes.js';
import { ConfigurationError } from '../config/field-values.js';
import type { Settings, TlsFiles } from '../config/settings.js';

type Served = Pick<Settings, 'host' | 'port' | 'schedule' | 'tls'>;

/**
 * Refuses settings that cannot be served, before anything is written: the password of the first administrator is told
 * only once.
 * @throws ConfigurationError naming the setting, CommandError where the port is in use.
 */
export async function requireServable(settings: Served): Promise<void> {
  requireSchedule(settings.schedule);
  if (settings.tls) requireCredentials(settings.tls);
  await requireAddress(settings);
}

function requireSchedule(schedule: string): void {
  if (validate(schedule)) return;
  throw new ConfigurationError(`schedule must be a cron expression such as "30 1 * * *", not "${schedule}"`);
}

function requireCredentials({ certificate, key }: TlsFiles): void {
  const x509 = readPem('tlsCertificate', 'certificate', certificate, (pem) => new X509Certificate(pem));
  const secret = readPem('tlsKey', 'private key without a passphrase', key, createPrivateKey);
  if (!x509.checkPrivateKey(secret))
    throw new ConfigurationError(`tlsKey: ${key} is not the key of the certificate ${certificate}`);
}

function readPem<T>(field: string, what: string, file: string, parse: (pem: string) => T): T {
  const pem = readFileSync(file, 'utf8');
  try {
    return parse(pem);
  } catch {
    throw new ConfigurationError(`${field}: ${file} holds no ${what} in PEM`);
  }
}

async function requireAddress(settings: Served): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(settings.port, settings.host);
    await once(probe, 'listening');
  } catch (error) {
    throw addressProblem(error, settings) ?? error;
  }
  probe.close();
  await once(probe, 'close');
}

/** What is wrong with the address, where that is why nothing can listen on it. */
export function addressProblem(error: unknown, { host, port }: Served): Error | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return new CommandError(
        EXIT.unavailable,
        `Port ${port} is in use. Choose another: dose serve --port ${port + 1}, or DOSE_PORT.`,
      );
    case 'EACCES':
      return new ConfigurationError(`port: this user may not listen on ${port}; choose one above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new ConfigurationError(
        `host: ${host} is no address of this machine; 0.0.0.0 stands for all that it has`,
      );
    default:
      return null;
  }
}
