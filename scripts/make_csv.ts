import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type FileEncoding, generateCsv } from "#test/generate/file.ts";

const usage = "make_csv.ts ROWS utf-8|utf-8-bom|gb18030|utf-16le FILE [FAULTS, 0.01] [SEED, 1]";
const [rows, encoding, file, faults = "0.01", seed = "1"] = process.argv.slice(2);
const encodings: string[] = ["utf-8", "utf-8-bom", "gb18030", "utf-16le"];

if (!rows || !/^\d+$/.test(rows) || !encoding || !encodings.includes(encoding) || !file) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const options = {
    seed: Number(seed),
    rows: Number(rows),
    encoding: encoding as FileEncoding,
    faults: Number(faults),
  };
  await pipeline(Readable.from(generateCsv(options)), createWriteStream(file));
}
