import "./fields.css";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listOwnFieldsContract,
  orderOwnFieldsContract,
  retireOwnFieldContract,
  reviveOwnFieldContract,
} from "../../../../server/modules/customers/own/own_field.contract.ts";
import { call } from "../../../api/call.ts";
import { useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { ScreenProps } from "../pages.ts";
import { FieldDialog } from "./FieldDialog.tsx";
import { nameOf, type OwnField, reread } from "./fields.ts";

const LayoutsTab = lazy(async () => ({ default: (await import("../layouts/LayoutsTab.tsx")).LayoutsTab }));

/** Fields that the organisation adds to its customers, and in which sections a role sees all of them. */
export function FieldsPage({ rest }: ScreenProps) {
  const [tab, roleId = ""] = rest.split("/");
  if (tab !== "layouts") return <Fields />;
  return (
    <>
      <Head />
      <Suspense fallback={<Skeleton />}>
        <LayoutsTab roleId={roleId} />
      </Suspense>
    </>
  );
}

function Head({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.fields")}</h1>
        {children}
      </div>
      <nav className="tabs" aria-label={t("settings.page.fields")}>
        {(["fields", "layouts"] as const).map((one) => (
          <Link
            key={one}
            to="/settings/$"
            params={{ _splat: one === "fields" ? "fields" : "fields/layouts" }}
            search={{}}
            activeOptions={{ exact: one === "fields", includeSearch: false }}
          >
            {t(one === "fields" ? "settings.layouts.fields_tab" : "settings.layouts.tab")}
          </Link>
        ))}
      </nav>
    </>
  );
}

function Fields() {
  const { t } = useTranslation();
  const read = useRead(listOwnFieldsContract, {}, { refetchInterval: 5000 });
  const [open, setOpen] = useState<OwnField | "new" | null>(null);
  const fields = read.data?.fields ?? [];
  const used = fields.filter((field) => field.state !== "retired");
  const retired = fields.filter((field) => field.state === "retired");
  return (
    <>
      <Head>
        {used.length > 0 && <span className="t3">{t("settings.fields.count", { count: used.length })}</span>}
        <span className="grow" />
        <button type="button" className="btn primary" onClick={() => setOpen("new")}>
          <Icon name="plus" />
          {t("settings.fields.new")}
        </button>
      </Head>
      <div className="page flush">
        <p className="lead t2">{t("settings.fields.text")}</p>
        {read.isPending && <Skeleton rows={5} />}
        {read.isError && fields.length === 0 && (
          <ErrorState title={t("settings.fields.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.isSuccess && fields.length === 0 && (
          <EmptyState
            title={t("settings.fields.none")}
            acts={
              <button type="button" className="btn" onClick={() => setOpen("new")}>
                {t("settings.fields.add_first")}
              </button>
            }
          >
            {t("settings.fields.none_text")}
          </EmptyState>
        )}
        {used.length > 0 && (
          <FieldTable
            title={t("settings.page.fields")}
            fields={used}
            onEdit={setOpen}
            onMove={(field, by) => void move(used, field, by)}
          />
        )}
        {retired.length > 0 && (
          <>
            <h2 className="of-retired">{t("settings.fields.retired")}</h2>
            <FieldTable title={t("settings.fields.retired")} fields={retired} onEdit={setOpen} />
          </>
        )}
      </div>
      {open && <FieldDialog field={open === "new" ? undefined : open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface TableProps {
  title: string;
  fields: readonly OwnField[];
  onEdit: (field: OwnField) => void;
  onMove?: (field: OwnField, by: -1 | 1) => void;
}

function FieldTable({ title, fields, onEdit, onMove }: TableProps) {
  const { t } = useTranslation();
  return (
    <table className="tbl own-fields" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{t("settings.fields.name")}</th>
          <th scope="col">{t("settings.fields.kind")}</th>
          <th scope="col">{t("settings.fields.rules")}</th>
          <th scope="col" title={t("settings.fields.key_text")}>
            {t("settings.fields.key")}
          </th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field, index) => (
          <tr key={field.id}>
            <td>
              <button type="button" className="who" onClick={() => onEdit(field)}>
                <b className="el">{nameOf(field)}</b>
              </button>
            </td>
            <td>
              {t(`settings.fields.kinds.${field.kind}`)}
              {field.kind === "relation" && (
                <span className="t3"> {t(`settings.fields.target_of.${field.target}`)}</span>
              )}
            </td>
            <td>
              <Rules field={field} />
            </td>
            <td className="t3 small el">{field.key}</td>
            <td className="acts-cell">
              {onMove && (
                <>
                  <ActionButton
                    small
                    icon="up"
                    label={t("settings.fields.up")}
                    onClick={() => index > 0 && onMove(field, -1)}
                  />
                  <ActionButton
                    small
                    icon="down"
                    label={t("settings.fields.down")}
                    onClick={() => index < fields.length - 1 && onMove(field, 1)}
                  />
                </>
              )}
              <button
                type="button"
                className="btn s"
                onClick={() => void (field.state === "retired" ? revive(field) : retire(field))}
              >
                {t(field.state === "retired" ? "settings.fields.revive" : "settings.fields.retire")}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  async function retire(field: OwnField) {
    await tried(async () => {
      await call(retireOwnFieldContract, { params: { fieldId: field.id } });
      showToast({ text: t("settings.fields.retired_one", { name: nameOf(field) }), undo: () => void revive(field) });
    });
  }

  async function revive(field: OwnField) {
    await tried(async () => {
      await call(reviveOwnFieldContract, { params: { fieldId: field.id } });
      showToast({ text: t("settings.fields.revived_one", { name: nameOf(field) }), look: "undone" });
    });
  }
}

function Rules({ field }: { field: OwnField }) {
  const { t } = useTranslation();
  return (
    <span className="row of-rules">
      {field.state === "making" && <Tag look="info">{t("settings.fields.making")}</Tag>}
      {field.problem && (
        <span title={t(`settings.fields.problem_text.${field.problem}`)}>
          <Tag look="warn">{t(`settings.fields.problem.${field.problem}`)}</Tag>
        </span>
      )}
      {field.is_required && (
        <Tag>{t(field.required_when ? "settings.fields.required_sometimes" : "settings.fields.required")}</Tag>
      )}
      {field.is_unique && <Tag>{t("settings.fields.unique")}</Tag>}
      {field.is_searched && <Tag>{t("settings.fields.searched")}</Tag>}
      {field.is_sensitive && <Tag>{t("settings.fields.sensitive")}</Tag>}
    </span>
  );
}

async function move(fields: readonly OwnField[], field: OwnField, by: -1 | 1) {
  const ids = fields.map(({ id }) => id);
  const at = ids.indexOf(field.id);
  ids.splice(at, 1);
  ids.splice(at + by, 0, field.id);
  await tried(() => call(orderOwnFieldsContract, { body: { ids } }));
}

async function tried(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await reread();
}
