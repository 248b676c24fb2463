import "./desk_phone.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  readMyExtensionContract,
  renewMyExtensionPasswordContract,
} from "../../../../server/modules/voice/extension.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useCall, useRead } from "../../../api/queries.ts";
import { useCan } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { CopyText } from "../CopyText.tsx";
import { FormProblem } from "../FormProblem.tsx";
import { SignedIn } from "../telephone/SignedIn.tsx";

type Account = NonNullable<ResponseOf<typeof readMyExtensionContract>["extension"]>;

/** What my desk phone or softphone is set to. */
export function DeskPhone() {
  const { t } = useTranslation();
  const mayManage = useCan()("telephone.manage");
  const read = useRead(readMyExtensionContract, {}, { refetchInterval: 10_000 });
  if (read.isPending) return <Skeleton rows={3} />;
  if (read.isError)
    return <ErrorState title={t("settings.me.desk.failed")} error={read.error} retry={() => void read.refetch()} />;
  if (read.data.extension) return <Settings account={read.data.extension} />;
  return (
    <>
      <p className="t2">{t("settings.me.desk.none")}</p>
      {mayManage ? (
        <Link to="/settings/$" params={{ _splat: "telephone/extensions" }} search={{}} className="btn desk-none">
          {t("settings.me.desk.to_extensions")}
        </Link>
      ) : (
        <p className="t2">{t("settings.me.desk.ask")}</p>
      )}
    </>
  );
}

function Settings({ account: { digits, domain, server, has_desk_phone } }: { account: Account }) {
  const { t } = useTranslation();
  const renew = useCall(renewMyExtensionPasswordContract);
  const password = renew.data?.password;
  return (
    <>
      <p className="row desk-ext">
        <span>
          {t("settings.me.desk.extension")} <b>{digits}</b>
        </span>
        {has_desk_phone && <SignedIn>{t("settings.me.desk.signed_in")}</SignedIn>}
      </p>
      <dl className="desk">
        <Line name="user" text={digits} />
        <Line name="domain" text={domain} />
        {server && <Line name="server" text={server.host} />}
        {server?.public_host && <Line name="outside" text={server.public_host} />}
        {server && <Line name="port" text={String(server.port)} />}
        {password && <Line name="password" text={password} />}
      </dl>
      <ServerNote server={server} />
      {password ? (
        <p className="note acc" role="status">
          <Icon name="key" />
          <span>{t("settings.me.desk.once")}</span>
        </p>
      ) : (
        <p className="small t3 desk-hint">{t("settings.me.desk.password_text")}</p>
      )}
      <FormProblem error={renew.error} />
      <ActionButton icon="key" loading={renew.isPending} onClick={() => renew.mutate({})}>
        {t(password ? "settings.me.desk.renew_again" : "settings.me.desk.renew")}
      </ActionButton>
    </>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>
        {t(`settings.me.desk.${name}`)}
        <span className="small t3">{t(`settings.me.desk.also.${name}`)}</span>
      </dt>
      <dd>
        <CopyText text={text} label={t(`settings.me.desk.${name}`)} />
      </dd>
    </div>
  );
}

function ServerNote({ server }: { server: Account["server"] }) {
  const { t } = useTranslation();
  const isOwn = server?.host.startsWith("127.") || server?.host === "::1";
  if (server && !isOwn) return null;
  return (
    <p className="note warn">
      <Icon name="warning" />
      <span>{t(server ? "settings.me.desk.only_here" : "settings.me.desk.off")}</span>
    </p>
  );
}
