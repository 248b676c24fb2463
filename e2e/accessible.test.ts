import "./journeys/accessible.ts";
