/** A growing buffer with the number formats of DICOM, in either byte order. */
export class ByteSink {
  private buffer = Buffer.allocUnsafe(4096);
  private used = 0;

  constructor(private bigEndian = false) {}

  get length(): number {
    return this.used;
  }

  u16(value: number): void {
    this.room(2);
    if (this.bigEndian) this.buffer.writeUInt16BE(value, this.used);
    else this.buffer.writeUInt16LE(value, this.used);
    this.used += 2;
  }

  u32(value: number): void {
    this.room(4);
    this.put32(this.used, value);
    this.used += 4;
  }

  /** Sets a 32-bit length that was left open at `offset`. */
  patch32(offset: number, value: number): void {
    this.put32(offset, value);
  }

  /** (group, element), each in the byte order of the sink. */
  tag(tag: number): void {
    this.u16(Math.floor(tag / 0x10000));
    this.u16(tag & 0xffff);
  }

  ascii(text: string): void {
    this.room(text.length);
    this.used += this.buffer.write(text, this.used, 'latin1');
  }

  bytes(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  /** Runs `write` with little endian numbers: the inside of a UN sequence. */
  littleEndian(write: () => void): void {
    const before = this.bigEndian;
    this.bigEndian = false;
    write();
    this.bigEndian = before;
  }

  get isBigEndian(): boolean {
    return this.bigEndian;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return new Uint8Array(this.buffer.subarray(0, this.used));
  }

  private put32(offset: number, value: number): void {
    if (this.bigEndian) this.buffer.writeUInt32BE(value, offset);
    else this.buffer.writeUInt32LE(value, offset);
  }

  private room(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + bytes));
    this.buffer.copy(larger, 0, 0, this.used);
    this.buffer = larger;
  }
}
