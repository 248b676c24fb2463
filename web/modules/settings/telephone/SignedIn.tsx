import "./signed_in.css";
import { useTranslation } from "react-i18next";

/** A telephone, softphone or page is registered at the extension: it would ring. */
export function SignedIn() {
  const { t } = useTranslation();
  return (
    <span className="row signed-in">
      <i className="dot" aria-hidden="true" />
      {t("settings.telephone.extension.signed_in")}
    </span>
  );
}
