import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import type { TSchema } from "typebox";
import { Problem } from "../problem.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv, formats: string[]) => Ajv;
const options = { allErrors: true, strict: false, ownProperties: true } as const;
const formats = ["uuid", "date", "date-time"];
// Bodies are taken as they are; what stands in an address is text and is read as the contract says.
const strictAjv = addFormats(new Ajv(options), formats);
const readingAjv = addFormats(new Ajv({ ...options, coerceTypes: true }), formats);

export type Check = (value: unknown) => void;

export const bodyCheck = (schema: TSchema): Check => check(strictAjv.compile(schema), "");
export const paramsCheck = (schema: TSchema): Check => check(readingAjv.compile(schema), "params.");
export const queryCheck = (schema: TSchema): Check =>
  check(readingAjv.compile({ ...schema, additionalProperties: false }), "query.");

function check(validate: ValidateFunction, prefix: string): Check {
  return (value) => {
    if (!validate(value))
      throw new Problem(400, "request.invalid", {
        fields: (validate.errors ?? []).slice(0, 20).map((error) => named(error, prefix)),
      });
  };
}

function named(error: ErrorObject, prefix: string): { field: string; reason: string } {
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const missing = (error.params as { missingProperty?: string }).missingProperty;
  const extra = (error.params as { additionalProperty?: string }).additionalProperty;
  const field = [path, missing ?? extra].filter(Boolean).join(".");
  return { field: prefix + field, reason: missing ? "missing" : extra ? "unknown" : (error.message ?? "invalid") };
}
