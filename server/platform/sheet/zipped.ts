import { Readable } from "node:stream";
import type { Options, ZipFile } from "yazl";

/**
 * Adds the part that is made as it is read, and gives the archive. What fails on the way fails the stream, and a reader who
 * goes away ends the making: yazl does neither by itself.
 */
export function zippedOf(
  zip: ZipFile,
  name: string,
  options: Partial<Options>,
  text: () => AsyncIterable<string>,
): Readable {
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  zip.addReadStreamLazy(name, options, (done) => {
    const source = Readable.from(text(), { objectMode: false });
    source.once("error", (error) => output.destroy(error)); // unheard it would end the program
    output.once("close", () => source.destroy());
    done(null, source);
  });
  zip.end();
  return output;
}
