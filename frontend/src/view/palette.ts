// Colours: eight of Okabe and Ito (2008) and four more, told apart without red and green; each has a form
// dark enough for light paper and one light enough for dark, at least 3:1 against it.

export type Theme = "light" | "dark";
export type Rgb = readonly [number, number, number];

const HEX: Record<Theme, string[]> = {
  light: "0072b2 c77700 00906a b85c91 2b8cc4 cc5200 948000 7a5ab5 8c5a2b 5f8a1f 128087 c22f63".split(" "),
  dark: "4fa8e0 f0a733 2bc49a e79ac4 8ccbf5 ff8a4c eadf5a b79cf0 c9986b a9c95a 5cd3d8 ff7fa8".split(" "),
};
/** From few to many, or from last to first: viridis without its palest end on paper, and its darkest on black. */
const RAMP: Record<Theme, string[]> = {
  light: "8f97a3 7d93b8 4f86b8 2b78a8 1f8a8c 2a9d6f 6ba02c a88a00".split(" "),
  dark: "59616d 5d6aa0 4a7fc0 3f9fc4 35bba3 67cf78 aadc4a f6e34a".split(" "),
};
const GREY: Record<Theme, string> = { light: "8a94a0", dark: "76818d" };
const PAPER: Record<Theme, string> = { light: "fbfcfe", dark: "0f1318" };
const INK: Record<Theme, string> = { light: "161b22", dark: "eef2f6" };

export const COLOURS = HEX.light.length;
export const STEPS = RAMP.light.length;
/** Places in the palette: the colours, then the ramp, then grey. */
export const RAMP_AT = COLOURS;
export const GREY_AT = COLOURS + STEPS;

const rgb = (hex: string): Rgb => [
  Number.parseInt(hex.slice(0, 2), 16) / 255,
  Number.parseInt(hex.slice(2, 4), 16) / 255,
  Number.parseInt(hex.slice(4, 6), 16) / 255,
];

export interface Palette {
  theme: Theme;
  colours: Rgb[];
  css: string[];
  paper: Rgb;
  ink: Rgb;
}

export function paletteOf(theme: Theme): Palette {
  const hex = [...HEX[theme], ...RAMP[theme], GREY[theme]];
  return {
    theme,
    colours: hex.map(rgb),
    css: hex.map((c) => `#${c}`),
    paper: rgb(PAPER[theme]),
    ink: rgb(INK[theme]),
  };
}

export function css(colour: Rgb, alpha = 1): string {
  const [r, g, b] = colour.map((part) => Math.round(part * 255));
  return `rgba(${r},${g},${b},${alpha})`;
}
