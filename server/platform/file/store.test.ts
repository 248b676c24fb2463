import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, test } from "node:test";
import S3rver from "@20minutes/s3rver";
import { openTestDirectory } from "#test/directory.ts";
import { backUpOrganisation } from "../database/backup.ts";
import { createOrganisation, filesFolder, removeOrganisation } from "../database/organisation.ts";
import { restoreOrganisation } from "../database/restore.ts";
import { newId } from "../ids.ts";
import { diskStore } from "./disk.ts";
import { rangeOf } from "./range.ts";
import { s3Store } from "./s3.ts";
import type { FileStore } from "./store.ts";

// S3rver checks signatures (version 4) and speaks S3's XML, but it is not Amazon's: no IAM, no storage classes, no limits.
const place = await mkdtemp(join(tmpdir(), "zhiyin-store-"));
const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: join(place, "s3"),
  vhostBuckets: false,
  configureBuckets: [{ name: "zhiyin", configs: [] }],
});
const { port } = await server.run();
const settings = {
  bucketUrl: `http://127.0.0.1:${port}/zhiyin`,
  region: "us-east-1",
  accessKeyId: "S3RVER",
  secretAccessKey: "S3RVER",
};
after(async () => {
  await server.close();
  await rm(place, { recursive: true });
});

async function local(
  bytes: Buffer,
): Promise<{ path: string; file: { size: number; sha256: string; mediaType: string } }> {
  const path = join(place, `${newId()}.part`);
  await writeFile(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, file: { size: bytes.length, sha256, mediaType: "application/pdf" } };
}

const stores: [string, FileStore][] = [
  ["disk", diskStore(join(place, "disk"))],
  ["S3", s3Store(settings, newId())],
];
for (const [name, store] of stores)
  test(`${name}: what is put is read whole and in part, and removed`, async () => {
    const bytes = randomBytes(3_000_000);
    const id = newId();
    const { path, file } = await local(bytes);
    await store.put(id, path, file);
    await assert.rejects(stat(path), { code: "ENOENT" });
    assert.equal(await store.size(id), bytes.length);
    assert.deepEqual(await buffer(await store.read(id)), bytes);
    assert.deepEqual(await buffer(await store.read(id, { first: 10, last: 19 })), bytes.subarray(10, 20));
    await store.remove(id);
    await store.remove(id);
    assert.equal(await store.size(id), undefined);
    await assert.rejects(store.read(id), { name: "FileMissing" });
    const empty = await local(Buffer.alloc(0));
    await store.put(id, empty.path, empty.file);
    assert.equal(await store.size(id), 0);
  });

test("S3: wrong keys are refused, and the message tells no address", async () => {
  const store = s3Store({ ...settings, secretAccessKey: "WRONG" }, newId());
  const { path, file } = await local(Buffer.from("x"));
  await assert.rejects(store.put(newId(), path, file), /^Error: S3 answered 403 SignatureDoesNotMatch to PUT$/);
});

test("S3: a back-up holds the bucket's objects, a restore brings them back, a removal takes them away", async () => {
  const directory = await openTestDirectory();
  const remote = { ...directory, s3: settings };
  const id = newId();
  try {
    const made = await createOrganisation(remote, { slug: "bucket", name: "桶" });
    const bytes = randomBytes(1000);
    const { path, file } = await local(bytes);
    const bucket = s3Store(settings, made.id);
    await bucket.put(id, path, file);
    const backup = await backUpOrganisation(remote, made, join(place, "backup"));
    assert.equal(backup.files, 1);
    const copy = await restoreOrganisation(remote, join(place, "backup"), { as: "copy" });
    assert.deepEqual(await buffer(await s3Store(settings, copy.organisation.id).read(id)), bytes);
    assert.deepEqual(await readdir(filesFolder(directory, copy.organisation.id)), [id]);
    await removeOrganisation(remote, "bucket", "bucket");
    assert.equal(await bucket.size(id), undefined);
    assert.equal(await s3Store(settings, copy.organisation.id).size(id), 1000);
  } finally {
    await directory.dispose();
  }
});

test("ranges: one is taken, several and unreadable ones mean all, one outside is refused", () => {
  assert.deepEqual(rangeOf("bytes=0-0", 5), { first: 0, last: 0 });
  assert.deepEqual(rangeOf("bytes=-9", 5), { first: 0, last: 4 });
  for (const header of [undefined, "bytes=0-1,3-4", "bytes=-", "bytes=a-b"])
    assert.equal(rangeOf(header, 5), undefined);
  for (const header of ["bytes=5-", "bytes=3-2", "bytes=-0"]) assert.throws(() => rangeOf(header, 5), { status: 416 });
  assert.throws(() => rangeOf("bytes=0-", 0), { status: 416 });
});
