import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, PersonRef } from "../../platform/contract/schemas.ts";

const Digits = Type.String({ pattern: "^[1-9][0-9]{2,5}$", description: "three to six digits" });
export const Extension = Type.Object({ user: PersonRef, digits: Digits }, closed);
const UserId = Type.Object({ userId: Id });

export const listExtensionsContract = contract({
  method: "GET",
  path: "/extensions",
  permission: "telephone.use",
  summary: "Colleagues who can be called inside",
  response: Type.Object({ extensions: Type.Array(Extension) }, closed),
});

export const listRegisteredContract = contract({
  method: "GET",
  path: "/extensions/registered",
  permission: "telephone.manage",
  summary: "Extensions at which a device is signed in now, at the edge of the node that answers",
  response: Type.Object({ digits: Type.Array(Digits) }, closed),
});

export const setExtensionContract = contract({
  method: "PUT",
  path: "/users/:userId/extension",
  permission: "telephone.manage",
  summary: "Give a person an extension, or another one",
  params: UserId,
  body: Type.Object({ digits: Digits }, closed),
  response: Extension,
  errors: ["user.not_found", "extension.taken", "extension.emergency"],
});

export const removeExtensionContract = contract({
  method: "DELETE",
  path: "/users/:userId/extension",
  permission: "telephone.manage",
  summary: "Take a person's extension away; what is registered under it no longer rings",
  params: UserId,
  response: Done,
});

/** What a desk phone or a softphone is set to. */
const Account = Type.Object(
  {
    has_desk_phone: Type.Boolean({
      description: "a telephone or softphone is signed in, at the edge of the node that answers",
    }),
    digits: Digits,
    domain: Type.String(),
    server: nullable(
      Type.Object(
        {
          host: Type.String({ description: "address in the house" }),
          public_host: nullable(Type.String({ description: "from outside, where a router translates it" })),
          port: Type.Integer({ description: "UDP" }),
        },
        { ...closed, description: "null: the telephone is off" },
      ),
    ),
    password: nullable(Type.String({ description: "only when it has just been made" })),
  },
  closed,
);

export const readMyExtensionContract = contract({
  method: "GET",
  path: "/me/extension",
  permission: "telephone.use",
  summary: "One's own extension and what a desk phone is set to",
  response: Type.Object({ extension: nullable(Account) }, closed),
});

export const renewMyExtensionPasswordContract = contract({
  method: "POST",
  path: "/me/extension/password",
  permission: "telephone.use",
  summary:
    "Make a new password for one's desk phone; it is shown this once, and phones with the old one sign in no more",
  response: Account,
  errors: ["extension.not_found"],
});
