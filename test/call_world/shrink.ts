import { drawLife, type Life, live } from "./life.ts";

/** Lives the life of a seed. @throws Error with the seed and the shortest life found that fails in some way */
export function liveOrExplain(seed: number): ReturnType<typeof live> {
  const life = drawLife(seed);
  try {
    return live(life);
  } catch (error) {
    const shrunk = shrink(life);
    const log: string[] = [];
    const told = failureOf(shrunk, log) ?? error;
    throw new Error(
      `ZHIYIN_SEED=${seed} ZHIYIN_CALL_LIVES=1, ${shrunk.deeds.length} deeds: ${(told as Error).message}\n${log.join("\n")}`,
      {
        cause: told,
      },
    );
  }
}

/** Leaves out halves, quarters and at last single deeds for as long as the rest still fails. */
function shrink(life: Life): Life {
  let { deeds } = life;
  for (let size = Math.ceil(deeds.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < deeds.length; ) {
      const fewer = deeds.toSpliced(from, size);
      if (failureOf({ ...life, deeds: fewer }, null)) deeds = fewer;
      else from += size;
    }
  }
  return { ...life, deeds };
}

function failureOf(life: Life, log: string[] | null): unknown {
  try {
    live(life, log);
    return null;
  } catch (error) {
    return error;
  }
}
