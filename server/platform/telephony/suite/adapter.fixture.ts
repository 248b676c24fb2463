import assert from "node:assert/strict";
import { test } from "node:test";
import { audioContract } from "./audio.fixture.ts";
import { declareFor, type Open } from "./engine.fixture.ts";
import { legContract } from "./legs.fixture.ts";
import { mixContract } from "./mix.fixture.ts";
import { playContract } from "./plays.fixture.ts";

export interface ContractOptions {
  /** Names of promises that this engine cannot keep yet. */
  except?: readonly string[];
  /** Why all are left out here. */
  skip?: string | false;
}

/** What every adapter promises, tried on an engine with phones around it. */
export function adapterContract(
  engineName: string,
  open: Open,
  { except = [], skip = false }: ContractOptions = {},
): void {
  const left = new Set(except);
  const declare = declareFor(engineName, open, left, skip);
  legContract(declare);
  audioContract(declare);
  playContract(declare);
  mixContract(declare);
  test(`${engineName}: what is left out is in the contract`, () => assert.deepEqual([...left], []));
}
