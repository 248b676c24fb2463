import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect, createServer } from "node:tls";
import { certificateExpiry, readCertificate } from "./certificate.ts";

const day = 86_400_000;
const now = new Date();
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zhiyin-tls-"));
});
after(() => rm(folder, { recursive: true }));

test("the own certificate serves TLS for localhost, 127.0.0.1 and the machine's name", async () => {
  const own = (await readCertificate({ mode: "own" }, folder, now, "crm.machine.test"))!;
  const server = createServer({ cert: own.certificate, key: own.key }, (socket) => socket.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const servername of ["localhost", "crm.machine.test"]) {
    const said = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, servername, ca: own.certificate });
      socket.on("data", (chunk) => resolve(String(chunk))).on("error", reject);
    });
    assert.equal(said, "hello");
  }
  server.close();
});

test("it is kept with mode 0600 and made anew 30 days before its end, or for another name", async () => {
  const read = (at: number, host = "crm.machine.test") =>
    readCertificate({ mode: "own" }, folder, new Date(now.getTime() + at * day), host);
  const first = await read(0);
  assert.equal((await stat(join(folder, "tls", "key.pem"))).mode & 0o777, 0o600);
  assert.equal((await read(334))?.certificate, first?.certificate);
  const second = await read(336);
  assert.notEqual(second?.certificate, first?.certificate);
  assert.equal(Math.round((second!.expiresAt.getTime() - now.getTime()) / day), 336 + 365);
  assert.notEqual((await read(336, "other.machine.test"))?.certificate, second?.certificate);
});

test("files given are used, and refused in one line when they do not fit", async () => {
  const own = (await readCertificate({ mode: "own" }, folder, now, "a.test"))!;
  const tls = { mode: "files", certificate: join(folder, "c.pem"), key: join(folder, "k.pem") } as const;
  await assert.rejects(readCertificate(tls, folder, now), { name: "ConfigError", message: /ZHIYIN_TLS_CERT.*ENOENT/ });
  await writeFile(tls.certificate, own.certificate);
  await writeFile(tls.key, own.key);
  assert.deepEqual((await readCertificate(tls, folder, now))?.expiresAt, certificateExpiry(own.certificate));
  await writeFile(tls.key, "not a key");
  await assert.rejects(readCertificate(tls, folder, now), { name: "ConfigError" });
  assert.equal(await readCertificate({ mode: "off" }, folder, now), undefined);
});
