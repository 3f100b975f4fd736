/** The page's data is not what this page can read; the message is shown to the reader. */
export class DataError extends Error {
  override name = "DataError";
}
