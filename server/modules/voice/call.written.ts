import type { House } from "../../platform/house.ts";
import { decryptText, encryptText } from "../../platform/secret.ts";
import type { Asked } from "./call.contract.ts";

type Keys = Extract<Asked, { name: "sendKeys" }>;

/** What stands in a command's row: of keys, which may be a card's number, only a seal, and nothing once they are taken. */
export type Written = Exclude<Asked, Keys> | { name: "sendKeys"; sealed: string };

/** @param id of the command's row */
export function sealKeys(house: Pick<House, "secret">, id: string, asked: Asked): Written {
  if (asked.name !== "sendKeys") return asked;
  return { name: "sendKeys", sealed: encryptText(house.secret("keys"), asked.digits, id) };
}

/** @throws SecretError */
export function openKeys(house: Pick<House, "secret">, id: string, written: Written): Asked {
  if (written.name !== "sendKeys") return written;
  return { name: "sendKeys", digits: decryptText(house.secret("keys"), written.sealed, id) };
}
