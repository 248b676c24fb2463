import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Group, keyOfGroup } from "./duplicates.ts";
import type { DuplicatesSearch } from "./search.ts";

interface Props {
  groups: readonly Group[];
  search: DuplicatesSearch;
  chosen: Group | undefined;
  onChoose: (group: Group) => void;
  more: (() => void) | undefined;
}

/** Groups, the surest first. */
export function GroupList({ groups, search, chosen, onChoose, more }: Props) {
  const { t } = useTranslation();
  const { group: _group, ...rest } = search;
  const { kind: _kind, ...withoutKind } = rest;
  const { show: _show, ...withoutShow } = rest;
  return (
    <nav className="dup-list" aria-label={t("duplicates.list")}>
      <div className="dup-filter">
        <div className="seg fill">
          <Link to="/duplicates" search={withoutKind} className={search.kind ? "" : "on"}>
            {t("duplicates.kind.all")}
          </Link>
          {(["company", "person"] as const).map((kind) => (
            <Link
              key={kind}
              to="/duplicates"
              search={{ ...withoutKind, kind }}
              className={search.kind === kind ? "on" : ""}
            >
              {t(`duplicates.kind.${kind}`)}
            </Link>
          ))}
        </div>
        <div className="seg fill">
          <Link to="/duplicates" search={withoutShow} className={search.show ? "" : "on"}>
            {t("duplicates.show.open")}
          </Link>
          <Link to="/duplicates" search={{ ...withoutShow, show: "later" }} className={search.show ? "on" : ""}>
            {t("duplicates.show.later")}
          </Link>
        </div>
      </div>
      <ul>
        {groups.map((group) => (
          <li key={keyOfGroup(group)}>
            <button
              type="button"
              className="dup-group"
              aria-current={group === chosen || undefined}
              onClick={() => onChoose(group)}
            >
              <b className="el grow">{group.records[0]!.name}</b>
              <span className={`tag ${group.score >= 95 ? "good" : "warn"}`}>{group.score}</span>
              <span className="small t3 el dup-others">
                {t("duplicates.with", { count: group.records.length, names: otherNames(group) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" className="btn text" onClick={more}>
          {t("duplicates.more")}
        </button>
      )}
    </nav>
  );
}

const otherNames = (group: Group): string =>
  [...new Set(group.records.slice(1).map(({ name }) => name))].slice(0, 3).join("、");
