// Reads the columns of a section. Every count and length is held against the bytes: the page may be cut.
import { DataError } from "./errors";
import { Texts } from "./texts";

interface Column {
  encoding: string;
  count: number;
  bytes: Uint8Array;
}

/** A section: named columns, decoded when they are asked for. */
export class Columns {
  private readonly columns = new Map<string, Column>();

  constructor(bytes: Uint8Array) {
    const length = bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) : 0;
    if (bytes.length < 4 + length) throw new DataError("The page is cut: a section has no head.");
    let at = 4 + length;
    for (const [name, encoding, count, size] of head(bytes.subarray(4, at))) {
      if (at + size > bytes.length) throw new DataError(`The page is cut: column "${name}" is incomplete.`);
      this.columns.set(name, { encoding, count, bytes: bytes.subarray(at, at + size) });
      at += size;
    }
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  u8(name: string, count?: number): Uint8Array {
    const column = this.column(name, ["u8"], count);
    fits(name, column.bytes.length === column.count);
    return column.bytes;
  }

  u16(name: string, count?: number): Uint16Array {
    const { encoding, count: length, bytes } = this.column(name, ["u16", "u16p"], count);
    fits(name, bytes.length === length * 2);
    const values = new Uint16Array(length);
    const [step, high] = encoding === "u16p" ? [1, length] : [2, 1];
    for (let i = 0; i < length; i++) values[i] = bytes[i * step] | (bytes[i * step + high] << 8);
    return values;
  }

  /** Numbers that are never negative. */
  varint(name: string, count?: number): Uint32Array {
    const column = this.column(name, ["varint"], count);
    const values = new Uint32Array(column.count);
    readVarints(name, column.bytes, values);
    return values;
  }

  /** Numbers written as differences, each to the one before. */
  delta(name: string, count?: number): Int32Array {
    const column = this.column(name, ["delta"], count);
    const values = new Uint32Array(column.count);
    readVarints(name, column.bytes, values);
    let last = 0;
    const result = new Int32Array(values.buffer);
    for (let i = 0; i < values.length; i++) result[i] = last += unzigzag(values[i]);
    return result;
  }

  /** Targets of edges: the first of a source as difference to the source, the others to the one before. */
  targets(name: string, first: Uint32Array): Uint32Array {
    const nodes = first.length - 1;
    const column = this.column(name, ["targets"], first[nodes]);
    const values = new Uint32Array(column.count);
    readVarints(name, column.bytes, values);
    for (let node = 0; node < nodes; node++) {
      let last = node;
      for (let edge = first[node]; edge < first[node + 1]; edge++) {
        last += unzigzag(values[edge]);
        if (last < 0 || last >= nodes) throw new DataError("The page is damaged: an edge leads nowhere.");
        values[edge] = last;
      }
    }
    return values;
  }

  texts(name: string, count?: number): Texts {
    const column = this.column(name, ["text"], count);
    return new Texts(column.bytes, column.count);
  }

  private column(name: string, encodings: string[], count: number | undefined): Column {
    const column = this.columns.get(name);
    if (!column) throw new DataError(`The page's data has no column "${name}".`);
    if (!encodings.includes(column.encoding))
      throw new DataError(
        `Column "${name}" is written as "${column.encoding}", which this page cannot read.`,
      );
    fits(name, count === undefined || column.count === count);
    return column;
  }
}

function head(bytes: Uint8Array): [string, string, number, number][] {
  let rows: unknown;
  try {
    rows = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DataError("The page is damaged: a section's head cannot be read.");
  }
  if (!Array.isArray(rows)) throw new DataError("The page is damaged: a section's head is no list.");
  for (const row of rows) {
    const sound =
      Array.isArray(row) &&
      typeof row[0] === "string" &&
      typeof row[1] === "string" &&
      isSize(row[2]) &&
      isSize(row[3]);
    if (!sound) throw new DataError("The page is damaged: a section's head does not name its columns.");
  }
  return rows;
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function fits(name: string, fine: boolean): void {
  if (!fine) throw new DataError(`The page is damaged: column "${name}" has not the length it should have.`);
}

const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1);

function readVarints(name: string, bytes: Uint8Array, values: Uint32Array): void {
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    let shift = 0;
    let byte = 128;
    while (byte & 128) {
      fits(name, at < bytes.length && shift < 35);
      byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    }
    values[i] = value;
  }
  fits(name, at === bytes.length);
}
