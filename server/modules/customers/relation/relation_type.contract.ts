import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, text } from "../../../platform/contract/schemas.ts";

export const relationEnds = ["customer", "contact"] as const;
export const relationShapes = ["tree", "symmetric", "directed"] as const;

const Words = Type.Object({ zh: text(60), en: text(60) }, closed);

export const RelationType = Type.Object(
  {
    id: Id,
    key: nullable(Type.String({ description: "of those that came with the product" })),
    applies_to: oneOf(relationEnds),
    shape: oneOf(relationShapes),
    name: Type.Object(Words.properties, {
      ...closed,
      description: "what the `from` end is to the `to` end: parent company",
    }),
    inverse: Type.Unsafe<{ zh: string; en: string } | null>({
      ...Words,
      type: ["object", "null"],
      description: "what the `to` end is: subsidiary; null when both ends are the same",
    }),
    is_retired: Type.Boolean({ description: "stays on what has it and is not offered any more" }),
    count: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "relations of this type, at most 1000; null for who may not manage types",
    }),
  },
  closed,
);

const TypeId = Type.Object({ relationTypeId: Id });

export const listRelationTypesContract = contract({
  method: "GET",
  path: "/relation_types",
  permission: "customer.read",
  summary: "Types of relations between customers and between contacts",
  response: Type.Object({ types: Type.Array(RelationType) }, closed),
});

export const createRelationTypeContract = contract({
  method: "POST",
  path: "/relation_types",
  permission: "relation_type.manage",
  summary: "Add a type of relation",
  body: Type.Object(
    {
      applies_to: oneOf(relationEnds),
      shape: oneOf(relationShapes),
      name: Words,
      inverse: Type.Optional(Words),
    },
    closed,
  ),
  response: RelationType,
  errors: ["relation_type.not_found", "relation_type.name_taken", "relation_type.inverse"],
  creates: true,
});

export const updateRelationTypeContract = contract({
  method: "PATCH",
  path: "/relation_types/:relationTypeId",
  permission: "relation_type.manage",
  summary: "Rename a type of relation",
  params: TypeId,
  body: Type.Object({ name: Type.Optional(Words), inverse: Type.Optional(Words) }, closed),
  response: RelationType,
  errors: ["relation_type.not_found", "relation_type.name_taken", "relation_type.inverse"],
});

export const retireRelationTypeContract = contract({
  method: "PUT",
  path: "/relation_types/:relationTypeId/retirement",
  permission: "relation_type.manage",
  summary: "Offer a type of relation no longer; relations that have it stay",
  params: TypeId,
  response: RelationType,
  errors: ["relation_type.not_found"],
});

export const reviveRelationTypeContract = contract({
  method: "DELETE",
  path: "/relation_types/:relationTypeId/retirement",
  permission: "relation_type.manage",
  summary: "Offer a type of relation again",
  params: TypeId,
  response: RelationType,
  errors: ["relation_type.not_found"],
});
