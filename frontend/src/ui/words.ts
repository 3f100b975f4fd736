// Numbers and addresses as the reader sees them.
import { count } from "./dom";

export function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${count(number)}${suffix}`;
}

/** Put names into a template of an address; each as one encoded part, slashes of a path kept where it is one. */
export function fillTemplate(template: string, vault: string, path: string): string {
  const slashes = path.split("/").map(encodeURIComponent).join("/");
  const values: Record<string, string> = {
    vault: encodeURIComponent(vault),
    file: encodeURIComponent(path.replace(/\.md$/i, "")),
    path: /[?&][^/]*\{path\}/.test(template) ? encodeURIComponent(path) : slashes,
    slug: slashes.replace(/\.md$/i, ""),
  };
  return template.replace(/\{(vault|file|path|slug)\}/g, (_, name: string) => values[name]);
}
