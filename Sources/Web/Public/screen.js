// The big screen only shows.
import { live } from "./live.js";
live();
