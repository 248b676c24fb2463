import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed } from "../../platform/contract/schemas.ts";

const City = Type.Object({ name: Type.String(), districts: Type.Array(Type.String()) }, closed);

export const listRegionsContract = contract({
  method: "GET",
  path: "/regions",
  permission: "signed_in",
  summary: "Provinces with their cities and districts",
  response: Type.Array(Type.Object({ name: Type.String(), cities: Type.Array(City) }, closed)),
});

export const listIndustriesContract = contract({
  method: "GET",
  path: "/industries",
  permission: "signed_in",
  summary: "Industries by GB/T 4754 code",
  response: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() }, closed)),
});
