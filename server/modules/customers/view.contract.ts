import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, text } from "../../platform/contract/schemas.ts";
import { FilterTree } from "../../platform/filter/filter.contract.ts";
import { CustomerSort } from "./customer.contract.ts";

export const viewObjects = ["customer"] as const;
/** Who of those that a view is shared with may change it: nobody but its owner, or all of them. */
export const viewChangers = ["owner", "shared"] as const;
export const viewLayouts = ["list", "board"] as const;
const ViewId = Type.Object({ viewId: Id });

/** A value of the filter that whoever uses the view is asked for: "no trade for {30} days". */
export const ViewParameter = Type.Object(
  {
    path: Type.String({
      maxLength: 200,
      pattern: "^((all|any)\\.\\d+\\.)+value(\\.(count|\\d+))?$",
      description: "where it stands in the filter, such as all.0.value.count",
    }),
    label: text(40),
  },
  closed,
);

const viewFields = {
  name: text(60),
  filter: FilterTree,
  parameters: Type.Array(ViewParameter, { maxItems: 10 }),
  sort: CustomerSort,
  direction: oneOf(["asc", "desc"]),
  columns: nullable(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 60 })),
  group_by: nullable(Type.String({ maxLength: 80 })),
  layout: oneOf(viewLayouts),
  shared_users: Type.Array(Id, { maxItems: 200 }),
  shared_teams: Type.Array(Id, { maxItems: 200 }),
  changed_by: oneOf(viewChangers),
};

export const View = Type.Object(
  {
    id: Id,
    object: oneOf(viewObjects),
    ...viewFields,
    owner: PersonRef,
    is_pinned: Type.Boolean(),
    updated_at: Time,
    blocked: Type.Object(
      {
        update: Type.Optional(oneOf(["not_owner"])),
        share: Type.Optional(oneOf(["not_owner"])),
        remove: Type.Optional(oneOf(["not_owner"])),
      },
      closed,
    ),
  },
  closed,
);

export const listViewsContract = contract({
  method: "GET",
  path: "/views",
  permission: "customer.read",
  summary: "My views and those shared with me; pinned ones first, in their order",
  query: Type.Object({ object: oneOf(viewObjects) }),
  response: Type.Object({ views: Type.Array(View) }, closed),
});

export const createViewContract = contract({
  method: "POST",
  path: "/views",
  permission: "customer.read",
  summary: "Save a view; it becomes a tab of its owner",
  body: Type.Object(
    {
      object: oneOf(viewObjects),
      ...Type.Partial(Type.Object(viewFields)).properties,
      name: viewFields.name,
      filter: viewFields.filter,
    },
    closed,
  ),
  response: View,
  errors: ["filter.invalid", "field.hidden", "list.unknown_sort", "view.unknown_reference", "view.bad_parameter"],
  creates: true,
});

export const updateViewContract = contract({
  method: "PATCH",
  path: "/views/:viewId",
  permission: "customer.read",
  summary: "Change a view; only its owner shares it; whoever sends an outdated `seen` gets the view as it is now",
  params: ViewId,
  body: Type.Object({ set: Type.Partial(Type.Object(viewFields, closed), closed), seen: Time }, closed),
  response: View,
  errors: [
    "view.not_found",
    "view.not_owner",
    "view.conflict",
    "filter.invalid",
    "field.hidden",
    "list.unknown_sort",
    "view.unknown_reference",
    "view.bad_parameter",
  ],
});

export const removeViewContract = contract({
  method: "DELETE",
  path: "/views/:viewId",
  permission: "customer.read",
  summary: "Remove a view for everybody; the answer is the view as it was, so that it can be saved again",
  params: ViewId,
  response: View,
  errors: ["view.not_found", "view.not_owner"],
});

export const pinViewsContract = contract({
  method: "PUT",
  path: "/view_pins",
  permission: "customer.read",
  summary: "Which views are my tabs, in this order",
  body: Type.Object({ object: oneOf(viewObjects), view_ids: Type.Array(Id, { maxItems: 50 }) }, closed),
  response: Type.Object({ views: Type.Array(View) }, closed),
});
