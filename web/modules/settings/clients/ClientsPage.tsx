import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createClientContract,
  listClientsContract,
  listColleaguesContract,
  updateClientContract,
} from "../../../../server/modules/people/people.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { NameEdit } from "../NameEdit.tsx";

type Client = ResponseOf<typeof createClientContract>;

/** Companies on whose behalf we work: a wall inside the organisation. */
export function ClientsPage() {
  const { t } = useTranslation();
  const read = useRead(listClientsContract, {});
  const clients = read.data?.clients;
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.clients")}</h1>
        {clients && <span className="t3">{t("settings.clients.count", { count: clients.length })}</span>}
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.clients.text")}</p>
        <AddClient />
        {read.isPending && <Skeleton rows={4} />}
        {read.isError && (
          <ErrorState title={t("settings.clients.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {clients?.length === 0 && (
          <EmptyState title={t("settings.clients.none")}>{t("settings.clients.none_text")}</EmptyState>
        )}
        {clients && clients.length > 0 && (
          <table className="tbl slim" aria-label={t("settings.page.clients")}>
            <thead>
              <tr>
                <th scope="col">{t("settings.clients.name")}</th>
                <th scope="col" className="num">
                  {t("settings.clients.users")}
                </th>
              </tr>
            </thead>
            <tbody>
              {clients.map((one) => (
                <tr key={one.id}>
                  <td className="open">
                    <ClientName one={one} />
                  </td>
                  <td className={`num ${one.user_count ? "" : "t3"}`}>{formatNumber(one.user_count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

function ClientName({ one }: { one: Client }) {
  const { t } = useTranslation();
  return <NameEdit label={t("settings.clients.name")} name={one.name} maxLength={120} onSave={rename} />;

  async function rename(name: string) {
    await call(updateClientContract, { params: { clientId: one.id }, body: { name } });
    await reload();
    const before = one.name;
    showToast({
      text: t("settings.clients.renamed", { before, after: name }),
      undo: () => void putBack(before),
    });
  }

  async function putBack(before: string) {
    try {
      await call(updateClientContract, { params: { clientId: one.id }, body: { name: before } });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
    await reload();
  }
}

function AddClient() {
  const { t } = useTranslation();
  const add = useCall(createClientContract);
  const [name, setName] = useState("");
  return (
    <form className="addline" onSubmit={submit} noValidate>
      <input
        className="inp"
        value={name}
        maxLength={120}
        placeholder={t("settings.clients.new")}
        aria-label={t("settings.clients.new")}
        aria-invalid={add.isError || undefined}
        aria-describedby={add.isError ? "client-problem" : undefined}
        onChange={(event) => {
          setName(event.target.value);
          add.reset();
        }}
      />
      <button type="submit" className="btn primary" aria-busy={add.isPending}>
        <Icon name="plus" />
        {t("settings.add")}
      </button>
      {add.isError && (
        <span className="danger small" role="alert" id="client-problem">
          {problemText(add.error)}
        </span>
      )}
    </form>
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return;
    add.mutate(
      { body: { name: name.trim() } },
      {
        onSuccess: (made) => {
          setName("");
          showToast({ text: t("settings.clients.added", { name: made.name }) });
          void reload();
        },
      },
    );
  }
}

async function reload(): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keyOf(listClientsContract) }),
    client.invalidateQueries({ queryKey: keyOf(listColleaguesContract) }),
  ]);
}
