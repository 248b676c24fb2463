import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, text, Whole } from "../../platform/contract/schemas.ts";
import { CustomerId } from "./customer.contract.ts";

const FileId = Type.Object({ customerId: Id, fileId: Id });
const FileName = Type.String({ minLength: 1, maxLength: 255, pattern: "\\S" });

/** Days that a removed file can still be restored. */
export const removedFileDays = 30;

const FileVersion = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    size: Type.Integer({ minimum: 0, description: "bytes" }),
    media_type: Type.String({ description: "what the bytes are, whatever the name says" }),
    preview: nullable(oneOf(["image", "pdf"])),
    is_disguised: Type.Boolean({ description: "name and bytes disagree: handed out as bytes, never shown" }),
    created_at: Time,
    created_by: nullable(PersonRef),
  },
  closed,
);

export const CustomerFile = Type.Object(
  {
    id: Id,
    name: Type.String(),
    client_id: nullable(Id),
    created_at: Time,
    created_by: nullable(PersonRef),
    versions: Type.Array(FileVersion, { description: "newest first" }),
  },
  closed,
);

const uploadProblems = [
  "customer.not_found",
  "field.read_only",
  "file.too_large",
  "file.quota_full",
  "file.infected",
  "file.scan_failed",
  "upload.broken_off",
];
const uploadLimit = 5e9;

export const listFilesContract = contract({
  method: "GET",
  path: "/customers/:customerId/files",
  permission: "customer.read",
  summary: "Files of a customer, newest first",
  params: CustomerId,
  response: Type.Object(
    {
      files: Type.Array(CustomerFile),
      most_bytes: Whole,
      blocked: Type.Object({ change: Type.Optional(oneOf(["no_permission"])) }, closed),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});

export const addFileContract = contract({
  method: "POST",
  path: "/customers/:customerId/files",
  permission: "customer.update",
  summary: "Keep a file on a customer",
  params: CustomerId,
  query: Type.Object({ name: FileName, client_id: Type.Optional(Id) }),
  response: CustomerFile,
  errors: [...uploadProblems, "customer.unknown_reference"],
  stream: true,
  bodyLimit: uploadLimit,
});

export const addFileVersionContract = contract({
  method: "POST",
  path: "/customers/:customerId/files/:fileId/versions",
  permission: "customer.update",
  summary: "Put a newer version over a file; the older ones stay",
  params: FileId,
  query: Type.Object({ name: FileName }),
  response: CustomerFile,
  errors: [...uploadProblems, "customer_file.not_found"],
  stream: true,
  bodyLimit: uploadLimit,
});

export const renameFileContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/files/:fileId",
  permission: "customer.update",
  summary: "Rename a file",
  params: FileId,
  body: Type.Object(
    { set: Type.Object({ name: text(255) }, closed), seen: Type.Object({ name: Type.String() }, closed) },
    closed,
  ),
  response: CustomerFile,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer_file.not_found",
    "customer.conflict",
    "field.read_only",
  ],
});

export const removeFileContract = contract({
  method: "PUT",
  path: "/customers/:customerId/files/:fileId/removal",
  permission: "customer.update",
  summary: `Remove a file; for ${removedFileDays} days it can be restored, and own fields that hold it are empty meanwhile`,
  params: FileId,
  response: CustomerFile,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer_file.not_found",
    "field.read_only",
    "own_field.required",
  ],
});

export const restoreFileContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/files/:fileId/removal",
  permission: "customer.update",
  summary: "Restore a removed file",
  params: FileId,
  response: CustomerFile,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "customer_file.not_found", "field.read_only"],
});

export const readFileContentContract = contract({
  method: "GET",
  path: "/customers/:customerId/files/:fileId/content",
  permission: "customer.read",
  summary: "The bytes of a file: to be kept, or shown where that is safe; ranges are answered",
  params: FileId,
  query: Type.Object({
    version: Type.Optional(Type.Integer({ minimum: 1, description: "the newest unless told otherwise" })),
    look: Type.Optional(oneOf(["attachment", "inline"])),
  }),
  response: Type.Unsafe<string>({ type: "string", contentMediaType: "application/octet-stream" }),
  errors: ["customer.not_found", "customer_file.not_found", "file.bad_range", "file.bytes_missing"],
});
