import type { TObject, TSchema } from "typebox";
import type { Contract } from "../contract/contract.ts";
import { Problem } from "../contract/schemas.ts";
import { commonProblems } from "../problem.ts";

/** OpenAPI 3.1 of all contracts, printed once at the start. */
export function printOpenApi(contracts: readonly Contract[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of contracts) {
    const path = `/api${contract.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    paths[path] ??= {};
    paths[path][contract.method.toLowerCase()] = operation(contract);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Zhiyin",
      version,
      description:
        "Customer records, search, import and settings. Errors carry a stable id; every answer carries X-Request-Id.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This organisation" }],
    security: [{ session: [] }],
    tags: tagsOf(contracts).map((name) => ({ name, description: `Calls on ${name.replaceAll("_", " ")}` })),
    paths,
    components: {
      securitySchemes: { session: { type: "apiKey", in: "cookie", name: "zhiyin_session" } },
      schemas: { Problem: plain(Problem) },
    },
  };
}

const tagOf = (contract: Contract): string => contract.path.split("/")[1]!.replace(/\..*$/, "");
const tagsOf = (contracts: readonly Contract[]): string[] => [...new Set(contracts.map(tagOf))].sort();

function operation(contract: Contract): object {
  const mediaType = (contract.response as { contentMediaType?: string }).contentMediaType ?? "application/json";
  return {
    operationId: operationId(contract),
    summary: contract.summary,
    tags: [tagOf(contract)],
    ...(contract.permission === "public" ? { security: [] } : { "x-permission": contract.permission }),
    parameters: [
      ...parameters(contract.params, "path"),
      ...parameters(contract.query, "query"),
      ...headerParameters(contract),
    ],
    ...requestBody(contract),
    responses: {
      200: { description: "Done", content: { [mediaType]: { schema: plain(contract.response) } } },
      "4XX": {
        description: `A named problem: ${[...contract.errors, ...Object.keys(commonProblems).filter((id) => commonProblems[id]! < 500)].join(", ")}`,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function operationId({ method, path }: Contract): string {
  const words = path
    .split(/[/_.]/)
    .filter(Boolean)
    .map((word) => (word.startsWith(":") ? `by_${word.slice(1)}` : word));
  return [method.toLowerCase(), ...words].join("_");
}

function parameters(schema: TObject, where: "path" | "query"): object[] {
  const required = new Set((schema as { required?: string[] }).required ?? []);
  return Object.entries(schema.properties as Record<string, TSchema>).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.has(name),
    schema: plain(property),
  }));
}

function headerParameters(contract: Contract): object[] {
  if (contract.method === "GET") return [];
  const guard = {
    name: "X-Zhiyin",
    in: "header",
    required: true,
    schema: { type: "string", enum: ["1"] },
    description: "Guards against calls from foreign pages",
  };
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    schema: { type: "string", minLength: 8, maxLength: 200 },
    description: "A repeat with the same key answers the first result",
  };
  return contract.creates ? [guard, key] : [guard];
}

function requestBody(contract: Contract): object {
  if (contract.stream)
    return {
      requestBody: {
        required: true,
        content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
      },
    };
  if (!contract.body) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: plain(contract.body) } } } };
}

/** The schema as plain JSON, without what the builder keeps for itself. */
const plain = (schema: TSchema): object => JSON.parse(JSON.stringify(schema)) as object;
