import "./search.css";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { passageGroups } from "../../../server/modules/customers/passage/passage.contract.ts";
import { palette } from "../../frame/open.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { focusOnOpen } from "../../ui/focus.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { PassageLine } from "./PassageLine.tsx";
import { type PassageGroup, usePassages } from "./passages.ts";

const route = getRouteApi("/search");
const most = 50;

/** What was written, by kind: tasks, notes and promises. */
export function SearchPage() {
  const { t } = useTranslation();
  const { q = "", group } = route.useSearch();
  const answer = usePassages(q, group ? { group, limit: most } : {});
  const groups = q === "" ? [] : (answer.data?.groups ?? []);
  document.title = `${q ? `${q} · ` : ""}${t("frame.passage.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head">
        <h1>{t("frame.passage.title")}</h1>
        <SearchBox q={q} />
      </div>
      <nav className="tabs" aria-label={t("frame.passage.title")}>
        {[undefined, ...passageGroups].map((one) => (
          <Link
            key={one ?? "all"}
            to="/search"
            search={one ? { q, group: one } : { q }}
            className={one === group ? "on" : ""}
            aria-current={one === group ? "page" : undefined}
          >
            {t(`frame.palette.${one ?? "all"}`)}
          </Link>
        ))}
      </nav>
      <div className="page">
        {q !== "" && answer.isPending && <Skeleton rows={6} height={44} />}
        {answer.isError && (
          <ErrorState title={t("frame.page_failed")} error={answer.error} retry={() => void answer.refetch()} />
        )}
        {q === "" && <EmptyState title={t("frame.passage.begin")}>{t("frame.passage.how")}</EmptyState>}
        {q !== "" && answer.isSuccess && groups.length === 0 && (
          <EmptyState
            title={t("frame.passage.nothing", { q })}
            acts={<ActionButton onClick={() => palette.set(true)}>{t("frame.passage.in_customers")}</ActionButton>}
          >
            {t("frame.passage.nothing_why")}
          </EmptyState>
        )}
        {groups.map((one) => (
          <Found key={one.group} found={one} isAlone={group !== undefined} q={q} />
        ))}
      </div>
    </>
  );
}

function SearchBox({ q }: { q: string }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState(q);
  if (q !== asked) {
    setAsked(q); // the address was changed by somebody else, as by the palette
    setTyped(q);
  }
  useEffect(() => {
    if (typed.trim() === q) return;
    const timer = setTimeout(go, 300);
    return () => clearTimeout(timer);
  });
  return (
    <form className="passage-find" onSubmit={submit}>
      <Icon name="search" />
      <input
        className="inp"
        type="search"
        aria-label={t("frame.passage.title")}
        placeholder={t("frame.passage.hint")}
        maxLength={100}
        ref={q === "" ? focusOnOpen : undefined}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </form>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    go();
  }

  function go() {
    setAsked(typed.trim());
    void navigate({ search: (before) => ({ ...before, q: typed.trim() }), replace: true });
  }
}

function Found({ found: { group, hits, more }, isAlone, q }: { found: PassageGroup; isAlone: boolean; q: string }) {
  const { t } = useTranslation();
  return (
    <section className="passages" aria-label={t(`frame.palette.${group}`)}>
      <div className="sect">
        <h2>{t(`frame.palette.${group}`)}</h2>
        {more && !isAlone && (
          <Link to="/search" search={{ q, group }}>
            {t("frame.passage.all")}
          </Link>
        )}
      </div>
      <ul>
        {hits.map((hit) => (
          <li key={hit.id}>
            <PassageLine hit={hit} />
          </li>
        ))}
      </ul>
      {more && isAlone && <p className="small t3">{t("frame.passage.newest", { count: hits.length })}</p>}
    </section>
  );
}
