// Numbers and addresses as the reader sees them.
import { count } from "../data/numbers";

export function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${count(number)}${suffix}`;
}

/** Put a place in a note into the template of an address. */
export function fillTemplate(template: string, path: string, line: number): string {
  const values: Record<string, string> = {
    path: path.split("/").map(encodeURIComponent).join("/"),
    line: String(line),
    column: "1",
  };
  return template.replace(/\{(path|line|column)\}/g, (_, name: string) => values[name]);
}
