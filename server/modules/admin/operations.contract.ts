import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, oneOf, Time, Whole } from "../../platform/contract/schemas.ts";

export const readOperationsContract = contract({
  method: "GET",
  path: "/operations",
  permission: "operations.read",
  summary: "Version, database, jobs, disk, certificate, back-ups and voice at a glance",
  response: Type.Object(
    {
      version: Type.String(),
      node_version: Type.String(),
      started_at: Time,
      memory_bytes: Whole,
      database: Type.Object(
        {
          version: Type.String(),
          size_bytes: Whole,
          connections: Whole,
          max_connections: Whole,
          schema_version: Whole,
          is_embedded: Type.Boolean(),
        },
        closed,
      ),
      jobs: Type.Object({ waiting: Whole, running: Whole, failed: Whole, oldest_waiting_s: nullable(Whole) }, closed),
      disk: Type.Object({ folder: Type.String(), free_bytes: Whole, total_bytes: Whole }, closed),
      certificate: Type.Union([Type.Object({ is_own: Type.Boolean(), expires_at: Time }, closed), Type.Null()]),
      backups: Type.Array(
        Type.Object(
          {
            folder: Type.String(),
            started_at: Time,
            finished_at: nullable(Time),
            bytes: nullable(Whole),
            error: nullable(Type.String()),
          },
          closed,
        ),
      ),
      live_sockets: Whole,
      voice: Type.Object(
        {
          state: oneOf(["on", "starting", "off"]),
          is_installing: Type.Boolean(),
          off: nullable(
            Type.Object(
              {
                reason: oneOf(["setting", "missing", "port_busy", "address", "failed"]),
                text: Type.String(),
                command: nullable(Type.String()),
              },
              closed,
            ),
          ),
          sip_port: nullable(Whole),
          calls: nullable(Whole),
          refused_steps: Type.Unsafe<number>({
            ...Whole,
            description: "of the organisation's calls, that the database will never take; they lie in refused_file",
          }),
          refused_file: nullable(Type.String()),
          programs: Type.Array(
            Type.Object(
              {
                name: Type.String(),
                version: nullable(Type.String()),
                is_up: Type.Boolean(),
                restarts_last_hour: Whole,
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    },
    closed,
  ),
});

export const readFirstStepsContract = contract({
  method: "GET",
  path: "/first_steps",
  permission: "signed_in",
  summary: "What a new organisation has done already",
  response: Type.Object(
    {
      steps: Type.Array(Type.Object({ step: Type.String(), done: Type.Boolean() }, closed)),
      dismissed: Type.Boolean(),
    },
    closed,
  ),
});
