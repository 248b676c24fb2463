import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { editFact, fact, openMine, signIn, writeFact } from "../page.ts";

journey("a node is killed while a page saves: the other works on, and the page comes back by itself", async (stage) => {
  const product = await stage.product();
  const [nodeA, nodeB] = [await product.startNode({ role: "web" }), await product.startNode({ role: "web" })];
  const onA = await stage.visit({}, nodeA.base);
  const onB = await stage.visit({}, nodeB.base);
  await signIn(onA, cast.wang);
  await (await openMine(onA)).click();
  await editFact(onA, "source", "写在甲节点");
  await signIn(onB, cast.he);
  await onB.page.goto(nodeB.base + new URL(onA.page.url()).pathname);
  await fact(onB, "source").filter({ hasText: "写在甲节点" }).waitFor();

  const editor = await writeFact(onA, "payment_terms", "货到付款");
  await Promise.all([editor.press("Enter"), nodeA.kill9()]);
  await onA.page.locator(".offline").waitFor();
  await editFact(onB, "source", "写在乙节点");
  await onB.page.reload();
  await fact(onB, "source").filter({ hasText: "写在乙节点" }).waitFor();

  await product.startNode({ role: "web", port: nodeA.port });
  await onA.page.locator(".offline").waitFor({ state: "detached", timeout: 20_000 });
  await fact(onA, "source").filter({ hasText: "写在乙节点" }).waitFor();
});
