import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, PersonRef, text } from "../../platform/contract/schemas.ts";

const settings = {
  name: text(60),
  origins: Type.Array(
    Type.String({
      maxLength: 200,
      pattern: "^https?://[^\\s/?#@]+/?$",
      description: "of pages that may show it, such as https://www.example.com",
    }),
    { minItems: 1, maxItems: 50 },
  ),
  client_id: nullable(Id),
  user_id: nullable(Id),
  team_id: nullable(Id),
  title: nullable(text(120)),
  consent: nullable(text(500)),
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
    description: "of the week; 1 is Monday",
  }),
  opens_at: Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: "in the organisation's time zone" }),
  closes_at: Type.String({ pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" }),
  is_on: Type.Boolean(),
};

export const WebWidget = Type.Object(
  {
    id: Id,
    ...settings,
    client: nullable(PersonRef),
    user: nullable(PersonRef),
    team: nullable(PersonRef),
    asked_count: Type.Integer({ description: "calls back that were asked for in the last 30 days" }),
    held_count: Type.Integer({ description: "of these, by numbers of people who have refused to be called" }),
  },
  closed,
);

const { name, origins, ...optional } = settings;
const draft = Type.Object({ name, origins, ...Type.Partial(Type.Object(optional)).properties }, closed);
export type WidgetDraft = Static<typeof draft>;
const change = Type.Partial(draft, closed);
export type WidgetChange = Static<typeof change>;

const WidgetId = Type.Object({ widgetId: Id });
const refusals = [
  "web_widget.not_found",
  "web_widget.calls_one",
  "web_widget.bad_origin",
  "web_widget.never_open",
  "web_widget.unknown_reference",
];

export const listWebWidgetsContract = contract({
  method: "GET",
  path: "/web_widgets",
  permission: "telephone.manage",
  summary: "Widgets for other web sites, and who calls whoever asks there",
  response: Type.Object({ widgets: Type.Array(WebWidget) }, closed),
});

export const createWebWidgetContract = contract({
  method: "POST",
  path: "/web_widgets",
  permission: "telephone.manage",
  summary: "Add a widget; one person or one team calls back",
  body: draft,
  response: WebWidget,
  errors: refusals,
  creates: true,
});

export const updateWebWidgetContract = contract({
  method: "PATCH",
  path: "/web_widgets/:widgetId",
  permission: "telephone.manage",
  summary: "Change where a widget may stand, who calls back, when, and what it says",
  params: WidgetId,
  body: change,
  response: WebWidget,
  errors: refusals,
});

export const retireWebWidgetContract = contract({
  method: "PUT",
  path: "/web_widgets/:widgetId/retirement",
  permission: "telephone.manage",
  summary: "Give a widget up; pages that still name it show nothing",
  params: WidgetId,
  response: Done,
  errors: ["web_widget.not_found"],
});
