import { openAsBlob } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { AwsClient } from "aws4fetch";
import { FileMissing } from "./missing.ts";
import type { FileStore } from "./store.ts";

export interface S3Settings {
  /** Address of the server with the bucket, without a slash at the end: `https://s3.example.test/zhiyin`. */
  bucketUrl: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const patience = { answer: 30_000 };

/** Objects of a bucket under `<organisation>/<id>`, by any server that speaks S3 with signature version 4. */
export function s3Store(settings: S3Settings, organisationId: string): FileStore & { ids(): AsyncGenerator<string> } {
  const { bucketUrl, ...keys } = settings;
  const client = new AwsClient({ ...keys, service: "s3", retries: 3 });
  const address = (id: string) => `${bucketUrl}/${organisationId}/${id}`;
  return {
    async put(id, path, { size, sha256, mediaType }) {
      // a blob of a file is read as it is sent; with its checksum signed the server refuses what was damaged on the way
      const headers = { "content-type": mediaType, "x-amz-content-sha256": sha256 };
      const signed = await client.sign(address(id), { method: "PUT", headers });
      const answer = await fetch(signed.url, { method: "PUT", headers: signed.headers, body: await openAsBlob(path) });
      if (!answer.ok) throw await refused("PUT", answer);
      await answer.body?.cancel();
      if ((await this.size(id)) !== size) throw new Error("S3 kept another number of bytes than were sent");
      await rm(path, { force: true });
    },
    async read(id, range) {
      const headers = range ? { range: `bytes=${range.first}-${range.last}` } : undefined;
      const answer = await client.fetch(address(id), headers ? { headers } : {});
      if (answer.status === 404) throw new FileMissing(id);
      if (!answer.ok || !answer.body) throw await refused("GET", answer);
      return Readable.fromWeb(answer.body as ReadableStream);
    },
    async size(id) {
      const answer = await client.fetch(address(id), {
        method: "HEAD",
        signal: AbortSignal.timeout(patience.answer),
      });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw await refused("HEAD", answer);
      return Number(answer.headers.get("content-length"));
    },
    async remove(id) {
      const answer = await client.fetch(address(id), {
        method: "DELETE",
        signal: AbortSignal.timeout(patience.answer),
      });
      if (!answer.ok && answer.status !== 404) throw await refused("DELETE", answer);
      await answer.body?.cancel();
    },
    /** Ids of all its objects (ListObjectsV2, 1000 at a time). */
    async *ids() {
      for (let token: string | undefined; ; ) {
        const query = new URLSearchParams({ "list-type": "2", prefix: `${organisationId}/` });
        if (token) query.set("continuation-token", token);
        const answer = await client.fetch(`${bucketUrl}?${query}`);
        if (!answer.ok) throw await refused("LIST", answer);
        const xml = await answer.text();
        for (const [, id] of xml.matchAll(/<Key>[^<]*\/([0-9a-f-]{36})<\/Key>/g)) yield id!;
        token = /<NextContinuationToken>([^<]+)</.exec(xml)?.[1];
        if (!token) return;
      }
    },
  };
}

/** Status and the server's own code, never the address with its key. */
async function refused(act: string, answer: Response): Promise<Error> {
  const code = /<Code>(\w+)</.exec(await answer.text().catch(() => ""))?.[1] ?? "";
  return new Error(`S3 answered ${answer.status} ${code} to ${act}`);
}
