import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type readLayoutContract,
  resetLayoutContract,
  setLayoutContract,
} from "../../../../server/modules/customers/own/layout.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { useCall } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { LeaveQuestion } from "../roles/LeaveQuestion.tsx";
import { type Draft, draftOf, newId, sectionsOf } from "./draft.ts";
import { LayoutPreview } from "./LayoutPreview.tsx";
import { LayoutSection } from "./LayoutSection.tsx";
import { putBack, takeIn, useLayoutFields } from "./layouts.ts";

export type Layout = ResponseOf<typeof readLayoutContract>;

interface Props {
  roleId: string;
  layout: Layout;
  /** What the role's people see as long as it has none of its own. */
  everybody: Layout;
}

/** Sections and their fields; nothing counts before it is saved. */
export function LayoutEditor({ roleId, layout, everybody }: Props) {
  const { t } = useTranslation();
  const save = useCall(setLayoutContract);
  const reset = useCall(resetLayoutContract);
  const [work, setWork] = useState<{ draft: Draft[]; seen: string | null } | null>(null);
  const { own, nameOf } = useLayoutFields();
  const start = draftOf(layout.sections ?? everybody.sections);
  const draft = work?.draft ?? start;
  const count = draft.filter((one) => !start.some((other) => JSON.stringify(other) === JSON.stringify(one))).length;
  const isChanged = JSON.stringify(sectionsOf(draft)) !== JSON.stringify(sectionsOf(start));
  const name = layout.role?.name ?? t("settings.layouts.everybody");
  const params = { roleId };
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  return (
    <>
      <section className="lay-edit" aria-label={name}>
        <div className="row lay-head">
          <h2 className="el">{name}</h2>
          <span className="t3 el grow">{t(`settings.layouts.from.${from()}`)}</span>
          {layout.sections && (
            <ActionButton small look="text" icon="undo" loading={reset.isPending} onClick={toDefault}>
              {t("settings.layouts.reset")}
            </ActionButton>
          )}
        </div>
        {draft.map((section, at) => (
          <LayoutSection key={section.id} draft={draft} at={at} own={own} nameOf={nameOf} onChange={change} />
        ))}
        <p className="lay-add">
          <ActionButton small icon="plus" onClick={add}>
            {t("settings.layouts.add_section")}
          </ActionButton>
        </p>
        <FormProblem error={save.error ?? reset.error} />
        {isProblem(save.error, "layout.changed") && (
          <p>
            <ActionButton small onClick={drop}>
              {t("settings.layouts.see_theirs")}
            </ActionButton>
          </p>
        )}
        {isChanged && (
          <div className="lay-foot">
            <span className="t2 grow">{t("settings.unsaved")}</span>
            <ActionButton onClick={drop}>{t("settings.revert")}</ActionButton>
            <ActionButton look="primary" loading={save.isPending} onClick={keep}>
              {t("settings.layouts.save", { name })}
            </ActionButton>
          </div>
        )}
      </section>
      <LayoutPreview draft={draft} own={own} nameOf={nameOf} />
      {leaving.status === "blocked" && (
        <LeaveQuestion name={name} count={Math.max(1, count)} onStay={leaving.reset} onLeave={leaving.proceed} />
      )}
    </>
  );

  function from(): string {
    if (layout.sections) return layout.role ? "own" : "everybody";
    return everybody.sections ? "everybody_too" : "built_in";
  }

  function change(next: Draft[]) {
    save.reset();
    setWork({ draft: next, seen: work?.seen ?? layout.updated_at });
  }

  function add() {
    change([...draft, { id: newId(draft), key: null, label: { zh: null, en: null }, kind: "both", fields: [] }]);
  }

  function drop() {
    save.reset();
    setWork(null);
  }

  function keep() {
    const body = { sections: sectionsOf(draft), seen: work?.seen ?? null };
    save.mutate(
      { params, body },
      {
        onSuccess: (now) => {
          takeIn(roleId, now);
          setWork(null);
          showToast({ text: t("settings.layouts.saved", { name }), undo: () => void putBack(roleId, layout, now) });
        },
      },
    );
  }

  function toDefault() {
    reset.mutate(
      { params },
      {
        onSuccess: (now) => {
          takeIn(roleId, now);
          setWork(null);
          showToast({ text: t("settings.layouts.was_reset", { name }), undo: () => void putBack(roleId, layout, now) });
        },
      },
    );
  }
}
