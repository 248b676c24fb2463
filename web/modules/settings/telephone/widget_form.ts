import { createWebWidgetContract, type WidgetDraft } from "../../../../server/modules/voice/widget.contract.ts";
import { type Faults, faultsOf } from "./faults.ts";
import type { WebWidget } from "./telephone.ts";

/** What stands in the fields of the dialog, as it is typed. */
export interface WidgetForm {
  name: string;
  /** One a line. */
  origins: string;
  calls: "team" | "user";
  user_id: string;
  team_id: string;
  client_id: string;
  title: string;
  consent: string;
  days: readonly number[];
  opens_at: string;
  closes_at: string;
  is_on: boolean;
}

const usual = { days: [1, 2, 3, 4, 5], opens_at: "09:00", closes_at: "18:00", is_on: true };

export function formOf(widget: WebWidget | undefined): WidgetForm {
  const { days, opens_at, closes_at, is_on } = widget ?? usual;
  return {
    name: widget?.name ?? "",
    origins: widget?.origins.join("\n") ?? "",
    calls: widget?.user_id ? "user" : "team",
    user_id: widget?.user_id ?? "",
    team_id: widget?.team_id ?? "",
    client_id: widget?.client_id ?? "",
    title: widget?.title ?? "",
    consent: widget?.consent ?? "",
    days,
    opens_at,
    closes_at,
    is_on,
  };
}

export function bodyOf(form: WidgetForm): Required<WidgetDraft> {
  const isTeam = form.calls === "team";
  const lines = form.origins.split("\n").map((line) => line.trim());
  return {
    name: form.name.trim(),
    origins: lines.filter((line) => line !== ""),
    user_id: isTeam ? null : form.user_id || null,
    team_id: isTeam ? form.team_id || null : null,
    client_id: form.client_id || null,
    title: form.title.trim() || null,
    consent: form.consent.trim() || null,
    days: [...form.days].sort(),
    opens_at: form.opens_at,
    closes_at: form.closes_at,
    is_on: form.is_on,
  };
}

export function faultsIn(form: WidgetForm): Faults {
  const body = bodyOf(form);
  return {
    ...faultsOf(createWebWidgetContract.body!, { ...body }),
    ...(body.user_id || body.team_id ? {} : { calls: "required" }),
  };
}

/** What is pasted into the pages of the other web site. */
export const lineOf = (id: string, origin: string): string =>
  `<script src="${origin}/site/widget.js" data-widget="${id}" async></script>`;
