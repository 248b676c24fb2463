import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryClient } from "@tanstack/react-query";
import { forgetLongPages, freshenPages, isShort } from "./pages.ts";

const queryKey = ["GET /things", {}];

/** Numbers in order, three a page; `order` is what the server has now. */
async function listOf(order: string[], pages: number) {
  const asked: string[] = [];
  const client = new QueryClient();
  await client.fetchInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }: { pageParam: string }) => {
      asked.push(pageParam);
      const from = pageParam === "" ? 0 : order.indexOf(pageParam) + 1;
      const rows = order.slice(from, from + 3).map((id) => ({ id }));
      return { rows, next: rows.at(-1)!.id };
    },
    initialPageParam: "",
    getNextPageParam: (last: { next: string }) => last.next,
    pages,
  });
  asked.length = 0;
  const shown = () =>
    (client.getQueryData<{ pages: { rows: { id: string }[] }[] }>(queryKey)?.pages ?? [])
      .flatMap((page) => page.rows.map(({ id }) => id))
      .join("");
  return { client, asked, shown };
}

test("of a long list the first page and those with the records are read again, and a record that moved stands once", async () => {
  const order = [..."abcdefghijklmno"];
  const { client, asked, shown } = await listOf(order, 5);
  assert.equal(shown(), "abcdefghijklmno");
  order.splice(order.indexOf("h"), 1);
  order.unshift("h");
  await freshenPages(client, ["GET /things"], new Set(["h"]));
  assert.deepEqual(asked, ["", "f"]);
  assert.equal(shown(), "habcdefgijklmno");
  client.clear();
});

test("a record that is gone does not stay, known or not, and the one that moved up for it stands once", async () => {
  for (const known of [[], ["b"]]) {
    const order = [..."abcdefghijklmno"];
    const { client, shown } = await listOf(order, 5);
    order.splice(order.indexOf("b"), 1);
    await freshenPages(client, ["GET /things"], new Set(known));
    assert.equal(shown(), "acdefghijklmno");
    client.clear();
  }
});

test("a short list is read again whole", async () => {
  const order = [..."abcdefghi"];
  const { client, shown } = await listOf(order, 2);
  await freshenPages(client, ["GET /things"], new Set(["a"]));
  assert.equal(client.getQueryState(queryKey)?.isInvalidated, true);
  assert.equal(shown(), "abcdef");
  client.clear();
});

test("when nobody knows what has changed a long list keeps its beginning", async () => {
  const { client, shown } = await listOf([..."abcdefghijklmno"], 5);
  const query = client.getQueryCache().find({ queryKey })!;
  assert.equal(isShort(query), false);
  forgetLongPages(client);
  assert.equal(shown(), "abcdefghi");
  assert.equal(isShort(query), true);
  client.clear();
});

test("a long timeline, whose pages hold no rows, is read again whole", async () => {
  const client = new QueryClient();
  await client.fetchInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }: { pageParam: number }) => ({ entries: [{ id: pageParam }], next: pageParam + 1 }),
    initialPageParam: 0,
    getNextPageParam: ({ next }: { next: number }) => next,
    pages: 5,
  });
  await freshenPages(client, ["GET /things"], new Set(["1"]));
  assert.equal(client.getQueryState(queryKey)?.isInvalidated, true);
  client.clear();
});
