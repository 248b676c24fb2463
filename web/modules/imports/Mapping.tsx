import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  manyTargets,
  mapImportContract,
  readImportContract,
  startImportContract,
} from "../../../server/modules/customers/import.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ColumnTable } from "./ColumnTable.tsx";
import { DefaultChoices } from "./DefaultChoices.tsx";
import type { Defaults, Import, Target } from "./import.ts";
import { Preview } from "./Preview.tsx";
import { Problems } from "./Problems.tsx";
import { Remembered } from "./Remembered.tsx";
import { SheetChoice } from "./SheetChoice.tsx";
import { useCheck } from "./useCheck.ts";
import { Will } from "./Will.tsx";

/** Which column becomes which field; every choice is kept at once, so that one may leave and come back. */
export function Mapping({ one }: { one: Import }) {
  const { t } = useTranslation();
  const [targets, setTargets] = useState<Target[]>(one.columns.map((column) => column.target));
  const [defaults, setDefaults] = useState<Defaults>(one.defaults);
  const save = useCall(mapImportContract);
  const start = useCall(startImportContract);
  const params = { importId: one.id };
  const hasName = targets.includes("name") || targets.includes("number");
  const problem = save.error ?? start.error;
  const check = useCheck(one, hasName && !save.isPending);
  const [isPreview, setPreview] = useState(false);
  const good = check?.state === "done" ? check.row_count - check.skipped_count - check.rejected_count : undefined;
  const used = targets.filter((target) => target !== "").length;
  return (
    <>
      <div className="im-two">
        <div className="im-left">
          <div className="sect im-sect">
            <h2>{t("imports.columns")}</h2>
            <span className="small t3">
              {t("imports.columns_used", { all: targets.length, used, left: targets.length - used })}
            </span>
            <span className="grow" />
            <SheetChoice one={one} />
          </div>
          <Remembered one={one} targets={targets} defaults={defaults} onTake={keep} />
          <ColumnTable one={one} targets={targets} onChoose={choose} />
          <DefaultChoices one={one} targets={targets} defaults={defaults} onChange={(next) => keep(targets, next)} />
        </div>
        <aside className="im-right" aria-label={t("imports.check.title")}>
          <div className="sect im-sect">
            {/* biome-ignore lint/a11y/useSemanticElements: looks like the other switches */}
            <div className="seg" role="group" aria-label={t("imports.check.shows")}>
              <button type="button" aria-pressed={!isPreview} onClick={() => setPreview(false)}>
                {t("imports.check.title")} {check && <span className="cnt">{formatNumber(check.rejected_count)}</span>}
              </button>
              <button type="button" aria-pressed={isPreview} onClick={() => setPreview(true)}>
                {t("imports.preview")}
              </button>
            </div>
            <span className="grow" />
            {good !== undefined && check!.rejected_count > 0 && !isPreview && (
              <span className="small t3 el">{t("imports.check.others", { rows: formatNumber(good) })}</span>
            )}
          </div>
          {isPreview ? (
            <Preview one={one} targets={targets} />
          ) : (
            <Problems one={one} check={hasName ? check : undefined} />
          )}
        </aside>
      </div>
      <div className="foot im-foot">
        <Icon name="info" />
        <Will one={one} check={check} />
        <span className="grow" />
        {problem && (
          <span className="small danger" role="alert">
            {problemText(problem)}
          </span>
        )}
        {!hasName && (
          <span className="small danger" id="im-why-not">
            {t("imports.no_name")}
          </span>
        )}
        <Link to="/imports/$" params={{ _splat: "list" }} className="btn only-l">
          {t("imports.later")}
        </Link>
        <button
          type="button"
          className="btn primary"
          aria-disabled={!hasName || undefined}
          aria-describedby={hasName ? undefined : "im-why-not"}
          aria-busy={start.isPending || undefined}
          onClick={() => hasName && !start.isPending && void begin()}
        >
          {good === undefined
            ? t("imports.start", { rows: formatNumber(one.estimated_rows) })
            : t("imports.start_exactly", { count: good, rows: formatNumber(good) })}
        </button>
      </div>
    </>
  );

  /** A field that only one column may fill moves here from the column that had it. */
  function choose(position: number, target: Target) {
    const isSingle = !manyTargets.includes(target);
    const next = targets.map((old, i) => (i === position ? target : isSingle && old === target ? "" : old));
    keep(next, defaults);
  }

  function keep(nextTargets: Target[], nextDefaults: Defaults) {
    setTargets(nextTargets);
    setDefaults(nextDefaults);
    save.mutate({ params, body: { targets: nextTargets, defaults: nextDefaults } }, { onSuccess: show });
  }

  async function begin() {
    try {
      await save.mutateAsync({ params, body: { targets, defaults } });
      show(await start.mutateAsync({ params }));
    } catch {} // said beside the button
  }

  function show(answer: Import) {
    client.setQueryData(keyOf(readImportContract, { params }), answer);
  }
}
