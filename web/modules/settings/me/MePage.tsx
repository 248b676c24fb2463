import { useTranslation } from "react-i18next";
import { useCan } from "../../../frame/me.ts";
import { NoticeWays } from "../../notices/NoticeWays.tsx";
import { Section } from "../Section.tsx";
import { DeskPhone } from "./DeskPhone.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { Profile } from "./Profile.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { Sessions } from "./Sessions.tsx";

/** My name, language and colours, my desk phone, and how I sign in. */
export function MePage() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.me")}</h1>
      </div>
      <div className="page">
        <Section title={t("settings.me.profile")}>
          <Profile />
        </Section>
        <Section title={t("frame.notice.title")} text={t("frame.notice.ways_text")}>
          <NoticeWays />
        </Section>
        {can("telephone.use") && (
          <Section title={t("settings.me.desk.title")} text={t("settings.me.desk.text")}>
            <DeskPhone />
          </Section>
        )}
        <Section title={t("settings.me.password.title")} text={t("settings.me.password.text")}>
          <PasswordForm />
        </Section>
        <Section title={t("settings.me.factor.title")} text={t("settings.me.factor.text")}>
          <SecondFactor />
        </Section>
        <Section title={t("settings.me.sessions.title")} text={t("settings.me.sessions.text")}>
          <Sessions />
        </Section>
      </div>
    </>
  );
}
