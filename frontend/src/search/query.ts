// Turns what is typed into words and conditions: `dopamine kind:missing deg:>5 in:"some channel"`.

export type Field = "kind" | "in" | "group" | "tag" | "cause" | "is" | "deg";

export interface Condition {
  field: Field;
  value: string;
  not: boolean;
}

export interface Query {
  words: string;
  conditions: Condition[];
}

/** Other words that readers may try for a field. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ["kind", "kind"],
  ["type", "kind"],
  ["in", "in"],
  ["channel", "in"],
  ["region", "in"],
  ["community", "in"],
  ["folder", "in"],
  ["group", "group"],
  ["tag", "tag"],
  ["cause", "cause"],
  ["is", "is"],
  ["deg", "deg"],
  ["degree", "deg"],
]);

const TOKEN = /(-?)([a-z]+):(?:"([^"]*)"?|(\S*))/gi;

export function readQuery(typed: string): Query {
  const conditions: Condition[] = [];
  const words = typed.replace(
    TOKEN,
    (token, minus: string, name: string, quoted?: string, plain?: string) => {
      const field = FIELDS.get(name.toLowerCase());
      if (!field) return token;
      const value = (quoted ?? plain ?? "").trim();
      if (value) conditions.push({ field, value, not: minus === "-" });
      return " ";
    },
  );
  return { words, conditions };
}

export interface Range {
  least: number;
  most: number;
}

/** ">5", ">=5", "<3", "2-9" or "4" as the numbers it allows. */
export function readRange(text: string): Range | null {
  const match = /^(>=|<=|>|<|=)?(\d+)(?:(?:-|\.\.)(\d+))?$/.exec(text);
  if (!match) return null;
  const [, sign, first, second] = match;
  const number = Number(first);
  if (second) return { least: number, most: Number(second) };
  if (sign === ">") return { least: number + 1, most: Number.POSITIVE_INFINITY };
  if (sign === ">=") return { least: number, most: Number.POSITIVE_INFINITY };
  if (sign === "<") return { least: 0, most: number - 1 };
  if (sign === "<=") return { least: 0, most: number };
  return { least: number, most: number };
}

/** Conditions as they would be typed. */
export function writeConditions(conditions: Condition[]): string {
  return conditions
    .map(
      ({ field, value, not }) =>
        `${not ? "-" : ""}${field}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value}`,
    )
    .join(" ");
}
