import { describe, expect, it } from "vitest";
import { Columns } from "../src/data/columns";
import { clock, safeAddress, videoAddress } from "../src/data/details";
import { readMeta } from "../src/data/meta";
import { fromSevens, gunzip } from "../src/data/sections";
import { delta, graphOf, section, text, u8, u16p, varint } from "./made";

describe("columns", () => {
  const bytes = section([
    u8("small", [0, 255, 7]),
    u16p("planes", [0, 65535, 258]),
    varint("numbers", [0, 127, 128, 16384, 4294967295]),
    delta("steps", [-1, 5, 5, -2000000000]),
    text("names", ["", "Ünï", "a b", ""]),
  ]);
  const columns = new Columns(bytes);
  it("are read as they were written", () => {
    expect([...columns.u8("small")]).toEqual([0, 255, 7]);
    expect([...columns.u16("planes")]).toEqual([0, 65535, 258]);
    expect([...columns.varint("numbers")]).toEqual([0, 127, 128, 16384, 4294967295]);
    expect([...columns.delta("steps")]).toEqual([-1, 5, 5, -2000000000]);
    const names = columns.texts("names");
    expect([0, 1, 2, 3].map((i) => names.at(i))).toEqual(["", "Ünï", "a b", ""]);
    expect(names.all()).toEqual(["", "Ünï", "a b", ""]);
    expect(names.isEmpty(0)).toBe(true);
    expect(names.isEmpty(2)).toBe(false);
  });
  it("that are cut anywhere are refused, never half read", () => {
    for (let length = 0; length < bytes.length; length++)
      expect(() => {
        const cut = new Columns(bytes.subarray(0, length));
        cut.u8("small", 3);
        cut.u16("planes", 3);
        cut.varint("numbers", 5);
        cut.delta("steps", 4);
        cut.texts("names", 4);
      }).toThrow();
  });
  it("of another kind or length are refused", () => {
    expect(() => columns.u8("numbers")).toThrow(/cannot read/);
    expect(() => columns.u8("small", 4)).toThrow(/length/);
    expect(() => columns.u8("nothing")).toThrow(/no column/);
  });
});

describe("a graph", () => {
  it("has its targets and places back", () => {
    const graph = graphOf(5, [
      [0, 4],
      [0, 1],
      [2, 0],
      [2, 2],
      [4, 3],
    ]);
    expect([...graph.out]).toEqual([0, 2, 2, 4, 4, 5]);
    expect([...graph.target]).toEqual([1, 4, 0, 2, 3]);
    expect([...graph.region]).toEqual([0, 0, 0, 1, 1]);
    expect(graph.x[0]).toBe(20000 - 8 * 200);
  });
});

describe("sections", () => {
  const sevens = (bytes: Uint8Array): string => {
    const bits = [...bytes].flatMap((byte) => [...byte.toString(2).padStart(8, "0")]).join("");
    const groups = bits.match(/.{1,7}/g) ?? [];
    const signs = groups.map((group) => Number.parseInt(group.padEnd(7, "0"), 2));
    return signs
      .map((sign) => ({ 0: "\u0100", 13: "\u0101", 60: "\u0102" })[sign] ?? String.fromCharCode(sign))
      .join("");
  };
  it("are unpacked from seven bits a character", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 73) & 255);
    expect([...fromSevens(sevens(bytes))]).toEqual([...bytes]);
    expect(() => fromSevens("é")).toThrow(/sign/);
  });
  it("that promise more than they hold, or hold more than they promise, are refused", async () => {
    const stream = new Blob(["words ".repeat(500)]).stream().pipeThrough(new CompressionStream("gzip"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    expect((await gunzip(packed, "x")).length).toBe(3000);
    for (const promised of [2999, 3001, 0x7fffffff]) {
      const lying = packed.slice();
      new DataView(lying.buffer).setUint32(lying.length - 4, promised, true);
      await expect(gunzip(lying, "x")).rejects.toThrow();
    }
    await expect(gunzip(packed.slice(0, 20), "x")).rejects.toThrow();
  });
});

describe("addresses", () => {
  it("of videos are made of an identifier and whole seconds", () => {
    expect(videoAddress("aB3-x_Yz012", 75)).toBe("https://www.youtube.com/watch?v=aB3-x_Yz012&t=75s");
    expect(videoAddress("aB3-x_Yz012", 1.5)).toBe("https://www.youtube.com/watch?v=aB3-x_Yz012");
    expect(videoAddress('"><script>x')).toBeNull();
  });
  it("of other schemes are none", () => {
    expect(safeAddress("javascript:alert(1)")).toBeNull();
    expect(safeAddress("data:text/html,x")).toBeNull();
    expect(safeAddress("https://example.org/a b")).toBe("https://example.org/a%20b");
  });
  it("moments read as on a clock", () =>
    expect([5, 65, 3725].map(clock)).toEqual(["0:05", "1:05", "1:02:05"]));
});

it("another version is refused", () => {
  expect(() => readMeta(new TextEncoder().encode('{"version": 2}'))).toThrow(/version 2/);
  expect(() => readMeta(new TextEncoder().encode("[]"))).toThrow();
});
