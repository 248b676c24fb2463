import "../theme/tokens.css";
import "../theme/base.css";
import "../ui/ui.css";
import "./signin.css";
import "../theme/colours.ts";
import { createRoot } from "react-dom/client";
import { SignInPages } from "./SignInPages.tsx";

createRoot(document.getElementById("root") as HTMLElement).render(<SignInPages />);
