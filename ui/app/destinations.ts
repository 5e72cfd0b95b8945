import type { MessageKey } from '../locales/msg.js';

/** The pages of the navigation bar, in order. */
export const NAVIGATION: readonly {
  readonly href: string;
  readonly title: MessageKey;
  readonly key: string;
}[] = [
  { href: '/', title: 'nav.home', key: 'h' },
  { href: '/ct', title: 'modality.CT', key: 'c' },
  { href: '/rf', title: 'modality.RF', key: 'r' },
  { href: '/mg', title: 'modality.MG', key: 'm' },
  { href: '/dx', title: 'modality.DX', key: 'd' },
  { href: '/nm', title: 'modality.NM', key: 'n' },
  { href: '/imports', title: 'nav.imports', key: 'i' },
  { href: '/admin', title: 'nav.admin', key: 'a' },
];
