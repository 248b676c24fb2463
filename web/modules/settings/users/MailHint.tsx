import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";

/** Without a mail server invitations are handed over by hand. */
export function MailHint() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <div className="note warn mailhint">
      <Icon name="mail" />
      <span>
        {t("settings.users.no_mail")}{" "}
        {can("organisation.manage") && (
          <Link to="/settings/$" params={{ _splat: "mail-server" }} search={{}}>
            {t("settings.mail.set_up")}
          </Link>
        )}
      </span>
    </div>
  );
}
