import "./journeys/first_day.ts";
import "./journeys/on_a_phone.ts";
import "./journeys/conflict.ts";
import "./journeys/sign_in.ts";
import "./journeys/keyboard.ts";
import "./journeys/two_nodes.ts";
import "./journeys/empty_company.ts";
import "./journeys/accessible.ts";
