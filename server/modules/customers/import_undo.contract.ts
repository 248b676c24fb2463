import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, Time, Whole } from "../../platform/contract/schemas.ts";

const ImportId = Type.Object({ importId: Id });

/** Days that an import can be undone. */
export const undoDays = 30;

const Undo = Type.Object(
  {
    state: oneOf(["running", "done", "failed"]),
    binned_count: Type.Integer({ minimum: 0, description: "created customers now in the bin" }),
    kept_count: Type.Integer({ minimum: 0, description: "created customers that somebody has worked on: they stay" }),
    restored_count: Type.Integer({ minimum: 0, description: "customers whose values went back" }),
    left_count: Type.Integer({ minimum: 0, description: "customers of whom something changed since stays as it is" }),
    started_at: Time,
    finished_at: nullable(Time),
  },
  closed,
);

const Preview = Type.Object(
  {
    until: Time,
    binned_count: Whole,
    kept_count: Whole,
    restored_count: Whole,
    left_count: Whole,
    kept: Type.Array(Type.Object({ id: Id, number: Type.String(), name: Type.String() }, closed), {
      description: "the first hundred that stay and the reader may see",
    }),
  },
  closed,
);

export const readUndoContract = contract({
  method: "GET",
  path: "/imports/:importId/undo",
  permission: "customer.import",
  summary: "What undoing would do, or how far it is",
  params: ImportId,
  response: Type.Object({ undo: nullable(Undo), preview: nullable(Preview) }, closed),
  errors: ["import.not_found"],
});

export const undoImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/undo",
  permission: "customer.import",
  summary: `Undo an import within ${undoDays} days, in the background; a second call changes nothing`,
  params: ImportId,
  response: Undo,
  errors: ["import.not_found", "import.not_finished", "import.undo_too_late"],
});
