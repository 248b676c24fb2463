import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, Time, text } from "../../platform/contract/schemas.ts";

const WidgetId = Type.Object({ widgetId: Id });

/** Calls of pages on other web sites: no cookie, and only pages of the widget's own origins get an answer. */
export const readWidgetContract = contract({
  method: "GET",
  path: "/widgets/:widgetId",
  permission: "public",
  summary: "What a widget says, and when one may be called back",
  params: WidgetId,
  response: Type.Object(
    {
      organisation: Type.String(),
      title: nullable(Type.String()),
      consent: nullable(Type.String()),
      is_open: Type.Boolean({ description: "one may be called at once" }),
      slots: Type.Array(Time, { description: "beginnings of hours in which one may be called" }),
    },
    closed,
  ),
  errors: ["web_widget.not_found"],
});

export const askCallbackContract = contract({
  method: "POST",
  path: "/widgets/:widgetId/callbacks",
  permission: "public",
  summary: "Ask to be called back; the same key again is the same request. Nothing tells whether the number is known",
  params: WidgetId,
  body: Type.Object(
    {
      key: Type.Unsafe<string>({ ...Id, description: "made up by who asks; whoever has it may take the request back" }),
      number: Type.String({ minLength: 1, maxLength: 40, description: "as people write it" }),
      name: Type.Optional(text(80)),
      words: Type.Optional(text(500)),
      page: Type.Optional(Type.String({ maxLength: 1000, pattern: "^https?://" })),
      at: nullable(Type.Unsafe<string>({ ...Time, description: "one of the slots; null: now" })),
      locale: oneOf(["zh-CN", "en"]),
      has_agreed: Type.Literal(true, { description: "to the sentence on consent" }),
    },
    closed,
  ),
  response: Type.Object(
    { reference: Type.String(), number: Type.String({ description: "as it was read" }), at: nullable(Time) },
    closed,
  ),
  errors: ["web_widget.not_found", "web_callback.number_refused", "web_callback.slot_gone"],
  bodyLimit: 16 * 1024,
});

export const withdrawCallbackContract = contract({
  method: "PUT",
  path: "/widgets/:widgetId/callbacks/:key/withdrawal",
  permission: "public",
  summary: "Take back that one asked to be called",
  params: Type.Object({ widgetId: Id, key: Id }),
  response: Done,
  errors: ["web_callback.not_found"],
  bodyLimit: 1024,
});
