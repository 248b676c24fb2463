import { useTranslation } from "react-i18next";
import { readMailServerContract } from "../../../../server/modules/people/organisation.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { MailServerForm } from "./MailServerForm.tsx";

/** The SMTP server that invitations and resets go through. */
export function MailServerPage() {
  const { t } = useTranslation();
  const read = useRead(readMailServerContract, {});
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.mail-server")}</h1>
      </div>
      <div className="page">
        {read.isPending && <Skeleton rows={6} />}
        {read.isError && (
          <ErrorState title={t("settings.mail.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.data && !read.data.mail_server && (
          <div className="note warn">
            <Icon name="warning" />
            <span>
              <b>{t("settings.mail.none_title")}</b>
              <br />
              {t("settings.mail.none_text")}
            </span>
          </div>
        )}
        {read.data && (
          <MailServerForm
            key={JSON.stringify(read.data)}
            kept={read.data.mail_server}
            hasPassword={read.data.has_password}
          />
        )}
      </div>
    </>
  );
}
