import { useTranslation } from "react-i18next";
import { testMailServerContract } from "../../../../server/modules/people/organisation.contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { useCall } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { FormProblem } from "../FormProblem.tsx";

const causeKeys = {
  unreachable: "settings.mail.test.why.unreachable",
  too_slow: "settings.mail.test.why.too_slow",
  not_encrypted: "settings.mail.test.why.not_encrypted",
  wrong_sign_in: "settings.mail.test.why.wrong_sign_in",
  refused: "settings.mail.test.why.refused",
  failed: "settings.mail.test.why.failed",
} as const;
type MailCause = keyof typeof causeKeys;

/** Sends a mail to me and shows why it failed or that it went, with the codes of the server's answer. */
export function MailTest({ why }: { why: string | undefined }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const test = useCall(testMailServerContract);
  const refused = isProblem(test.error, "mail_server.refused") ? test.error : null;
  return (
    <>
      <div className="row">
        {why ? (
          <>
            <button type="button" className="btn" aria-disabled="true" aria-describedby="mail-test-why">
              <Icon name="lock" />
              {t("settings.mail.test.send")}
            </button>
            <span className="small t2" id="mail-test-why">
              {why}
            </span>
          </>
        ) : (
          <>
            <ActionButton icon="mail" loading={test.isPending} onClick={() => test.mutate({})}>
              {t("settings.mail.test.send")}
            </ActionButton>
            <span className="small t3" aria-live="polite">
              {t(test.isPending ? "settings.mail.test.sending" : "settings.mail.test.to", { mail: user.email })}
            </span>
          </>
        )}
      </div>
      {!why && test.data && (
        <div className="note said-box" role="status">
          <span className="good">
            <Icon name="check" />
          </span>
          <span>
            {t("settings.mail.test.accepted", { mail: user.email })}
            <Said text={test.data.answer} />
          </span>
        </div>
      )}
      {!why && refused && (
        <div className="note danger said-box" role="alert">
          <Icon name="warning" />
          <span>
            {t("settings.mail.test.refused")} {t(causeKeys[refused.detail.cause as MailCause] ?? causeKeys.failed)}
            {refused.detail.answer ? (
              <>
                {" "}
                {t("settings.mail.test.code")}
                <Said text={String(refused.detail.answer)} />
              </>
            ) : null}
            <span className="small t2">{t("settings.mail.test.kept")}</span>
          </span>
        </div>
      )}
      {!why && test.error && !refused && <FormProblem error={test.error} />}
    </>
  );
}

function Said({ text }: { text: string }) {
  return (
    <code className="said-code" lang="en">
      {text}
    </code>
  );
}
