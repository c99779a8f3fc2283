"""The rules of xAPI 1.0.3 for statements, from the tables of its part two (data): required properties, their
types, and what may not be there. Says what is wrong, and where; nothing for a valid statement."""

import datetime
import re
import uuid

IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
IRL = re.compile(r"^https?://[^\s<>\"{}|\\^`/]+(/[^\s<>\"{}|\\^`]*)?$")
LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$")
STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
DURATION = re.compile(r"^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$")
KINDS = {
    "true-false": (), "choice": ("choices",), "fill-in": (), "long-fill-in": (), "matching": ("source", "target"),
    "performance": ("steps",), "sequencing": ("choices",), "likert": ("scale",), "numeric": (), "other": (),
}


class Findings(list):
    def need(self, right, where, what):
        if not right:
            self.append(f"{where}: {what}")
        return right


def problems(statement):
    found = Findings()
    check_keys(found, statement, "statement", {"actor", "verb", "object"}, {
        "id", "result", "context", "timestamp", "stored", "authority", "version", "attachments"})
    if found:
        return found
    no_nulls(found, statement, "statement")
    if "id" in statement:
        found.need(is_uuid(statement["id"]), "id", "is no UUID")
    if "version" in statement:
        found.need(statement["version"] == "1.0.0", "version", "may only be 1.0.0")
    if "timestamp" in statement:
        check_stamp(found, statement["timestamp"], "timestamp")
    check_actor(found, statement["actor"], "actor")
    check_verb(found, statement["verb"])
    voids = statement["verb"].get("id") == "http://adlnet.gov/expapi/verbs/voided"
    check_object(found, statement["object"], voids)
    if "result" in statement:
        check_result(found, statement["result"])
    if "context" in statement:
        check_context(found, statement["context"], statement["object"].get("objectType", "Activity") == "Activity")
    return found


def check_keys(found, value, where, required, optional):
    if not found.need(isinstance(value, dict), where, "is no object"):
        return
    for key in sorted(required - set(value)):
        found.append(f"{where}: {key} is missing")
    for key in sorted(set(value) - required - optional):
        found.append(f"{where}: {key} is not allowed")


def no_nulls(found, value, where):
    """2.2: no null anywhere but inside extensions."""
    if value is None:
        found.append(f"{where}: null")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "extensions":
                no_nulls(found, inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            no_nulls(found, inner, where)


def is_uuid(text):
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text.lower() and uuid.UUID(text).variant == uuid.RFC_4122
    except ValueError:
        return False


def check_stamp(found, text, where):
    if found.need(isinstance(text, str) and STAMP.match(text), where, f"{text!r} is no ISO 8601 time with an offset"):
        datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_actor(found, actor, where):
    kind = actor.get("objectType", "Agent")
    if not found.need(kind in ("Agent", "Group"), where, f"{kind} is no actor"):
        return
    identifiers = [key for key in ("mbox", "mbox_sha1sum", "openid", "account") if key in actor]
    optional = {"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"}
    if kind == "Group":
        optional |= {"member"}
        found.need(len(identifiers) == 1 or ("member" in actor and not identifiers), where, "has not one identifier")
    else:
        found.need(len(identifiers) == 1, where, "has not exactly one identifier")
    check_keys(found, actor, where, set(), optional)
    if "account" in actor:
        check_keys(found, actor["account"], where + ".account", {"homePage", "name"}, set())
        found.need(IRL.match(str(actor["account"].get("homePage"))), where, "homePage is no IRL")
        found.need(isinstance(actor["account"].get("name"), str) and actor["account"]["name"], where, "account without a name")


def check_map(found, value, where):
    if found.need(isinstance(value, dict) and value, where, "is no language map"):
        for tag, text in value.items():
            found.need(LANGUAGE.match(tag), where, f"{tag} is no language tag of RFC 5646")
            found.need(isinstance(text, str), where, f"{tag} is no text")


def check_verb(found, verb):
    check_keys(found, verb, "verb", {"id"}, {"display"})
    found.need(IRI.match(str(verb.get("id"))), "verb", "id is no IRI")
    check_map(found, verb.get("display"), "verb.display")


def check_object(found, thing, voids):
    kind = thing.get("objectType", "Activity")
    if voids:
        found.need(kind == "StatementRef", "object", "of a voiding statement is no StatementRef")
    if kind == "StatementRef":
        check_keys(found, thing, "object", {"objectType", "id"}, set())
        found.need(is_uuid(thing.get("id")), "object", "refers to no UUID")
    elif found.need(kind == "Activity", "object", f"{kind} is not expected here"):
        check_activity(found, thing, "object")


def check_activity(found, activity, where):
    check_keys(found, activity, where, {"id"}, {"objectType", "definition"})
    found.need(activity.get("objectType", "Activity") == "Activity", where, "is no Activity")
    found.need(IRI.match(str(activity.get("id"))), where, "id is no IRI")
    definition = activity.get("definition", {})
    lists = {"choices", "scale", "source", "target", "steps"}
    check_keys(found, definition, where + ".definition", set(), {
        "name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"} | lists)
    for key in ("name", "description"):
        if key in definition:
            check_map(found, definition[key], f"{where}.definition.{key}")
    if "type" in definition:
        found.need(IRI.match(definition["type"]), where, "type is no IRI")
    kind = definition.get("interactionType")
    interaction = definition.get("type") == "http://adlnet.gov/expapi/activities/cmi.interaction"
    found.need(interaction == (kind is not None), where, "interactionType and type do not belong together")
    if kind is None:
        found.need(not lists & set(definition), where, "has parts of an interaction and is none")
        return
    if not found.need(kind in KINDS, where, f"{kind} is no interactionType"):
        return
    for key in lists & set(definition):
        if found.need(key in KINDS[kind], where, f"{key} does not belong to {kind}"):
            ids = [part.get("id") for part in definition[key]]
            found.need(len(set(ids)) == len(ids), where, f"{key} has an id twice")
            for part in definition[key]:
                check_keys(found, part, f"{where}.{key}", {"id"}, {"description"})
                found.need(isinstance(part.get("id"), str) and not re.search(r"\s", part["id"]), where, "an id with a space")
                if "description" in part:
                    check_map(found, part["description"], f"{where}.{key}.description")
    for pattern in definition.get("correctResponsesPattern", []):
        check_pattern(found, kind, pattern, definition, where + ".correctResponsesPattern")


def check_pattern(found, kind, pattern, definition, where):
    """A pattern, or an answer in the same notation."""
    def ids(key):
        return {part["id"] for part in definition.get(key, [])}
    right = isinstance(pattern, str)
    if kind == "true-false":
        right = pattern in ("true", "false")
    elif kind == "choice":
        right = bool(pattern) and set(pattern.split("[,]")) <= ids("choices")
    elif kind == "sequencing":
        right = sorted(pattern.split("[,]")) == sorted(ids("choices"))
    elif kind == "matching":
        pairs = [pair.split("[.]") for pair in pattern.split("[,]")]
        right = all(len(pair) == 2 and pair[0] in ids("source") and pair[1] in ids("target") for pair in pairs)
    elif kind == "numeric":
        right = re.fullmatch(r"-?\d+(\.\d+)?", pattern) or re.fullmatch(r"(-?\d+(\.\d+)?)?\[:\](-?\d+(\.\d+)?)?", pattern)
    found.need(right, where, f"{pattern!r} is nothing that {kind} can have")


def check_result(found, result):
    check_keys(found, result, "result", set(), {"score", "success", "completion", "response", "duration", "extensions"})
    for key in ("success", "completion"):
        if key in result:
            found.need(isinstance(result[key], bool), f"result.{key}", "is no boolean")
    if "response" in result:
        found.need(isinstance(result["response"], str), "result.response", "is no text")
    if "duration" in result:
        found.need(DURATION.match(result["duration"]), "result.duration", "is no ISO 8601 duration")
    score = result.get("score", {})
    check_keys(found, score, "result.score", set(), {"scaled", "raw", "min", "max"})
    for key, number in score.items():
        found.need(isinstance(number, (int, float)) and not isinstance(number, bool), f"result.score.{key}", "is no number")
    if "scaled" in score:
        found.need(-1 <= score["scaled"] <= 1, "result.score.scaled", "is not between -1 and 1")
    if {"raw", "min", "max"} <= set(score):
        found.need(score["min"] <= score["raw"] <= score["max"] and score["min"] < score["max"], "result.score", "is out of its bounds")
    for key in result.get("extensions", {}):
        found.need(IRI.match(key), "result.extensions", f"{key} is no IRI")


def check_context(found, context, about_activity):
    check_keys(found, context, "context", set(), {
        "registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement", "extensions"})
    if "registration" in context:
        found.need(is_uuid(context["registration"]), "context.registration", "is no UUID")
    for key in ("revision", "platform"):
        found.need(key not in context or about_activity, f"context.{key}", "is only for statements about an activity")
    if "language" in context:
        found.need(LANGUAGE.match(context["language"]), "context.language", "is no language tag of RFC 5646")
    activities = context.get("contextActivities", {})
    check_keys(found, activities, "context.contextActivities", set(), {"parent", "grouping", "category", "other"})
    for key, values in activities.items():
        if found.need(isinstance(values, list) and values, f"context.{key}", "is no list"):
            for activity in values:
                check_activity(found, activity, f"context.{key}")
