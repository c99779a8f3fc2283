"""The part of SARIF 2.1.0 that Guildhall writes, as a JSON schema of our own.

Written down from the standard: OASIS, *Static Analysis Results Interchange Format (SARIF) Version 2.1.0*,
the sections named beside each object. Stricter than the standard: properties that Guildhall does
not write are refused, so that a mistyped one cannot pass.
"""


def closed(required, optional=None):
    """An object with these properties and no others."""
    return {
        "type": "object", "additionalProperties": False, "required": sorted(required),
        "properties": {**required, **(optional or {})},
    }


def several(schema, least=0):
    return {"type": "array", "items": schema, "minItems": least}


count = {"type": "integer", "minimum": 1}
index = {"type": "integer", "minimum": 0}
level = {"enum": ["none", "note", "warning", "error"]}  # 3.27.10
language = {"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"}  # 3.19.21
text = closed({"text": {"type": "string", "minLength": 1}})  # 3.11, 3.12
uri = {"type": "string", "pattern": r"^(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"}  # 3.4.3, RFC 3986
artifact_location = closed({"uri": uri}, {"index": index})  # 3.4
region = closed(  # 3.30
    {"startLine": count, "startColumn": count, "endLine": count, "endColumn": count})
replacement = closed(  # 3.57
    {"deletedRegion": region, "insertedContent": closed({"text": {"type": "string"}})})
fix = closed(  # 3.55, 3.56
    {
        "artifactChanges": several(
            closed({"artifactLocation": artifact_location, "replacements": several(replacement, 1)}), 1),
    },
    {"description": text})
location = closed(  # 3.28, 3.29, 3.33
    {"physicalLocation": closed({"artifactLocation": artifact_location}, {"region": region})},
    {"logicalLocations": several(closed({"name": {"type": "string"}, "kind": {"type": "string"}}), 1)})
result = closed(  # 3.27
    {
        "ruleId": {"type": "string"}, "ruleIndex": index, "level": level, "message": text,
        "locations": several(location, 1),
    },
    {"fixes": several(fix, 1)})
rule = closed(  # 3.49, 3.50
    {"id": {"type": "string"}, "shortDescription": text},
    {"defaultConfiguration": closed({"level": level})})
driver = closed(  # 3.19
    {"name": {"type": "string"}, "rules": several(rule, 1)},
    {"version": {"type": "string"}, "language": language})
translation = closed(  # 3.19.4, 3.26
    {
        "name": {"type": "string"}, "language": language, "rules": several(rule, 1),
        "translationMetadata": closed({"name": {"type": "string"}}),
        "contents": several({"enum": ["localizedData", "nonLocalizedData"]}, 1),
    })
invocation = closed(  # 3.20, 3.58
    {"executionSuccessful": {"type": "boolean"}},
    {"toolExecutionNotifications": several(closed({"message": text}, {"level": level}))})
run = closed(  # 3.14
    {"tool": closed({"driver": driver}), "results": several(result)},
    {
        "translations": several(translation), "language": language,
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "invocations": several(invocation),
        "artifacts": several(closed({"location": artifact_location}, {"encoding": {"type": "string"}})),
    })
SCHEMA = closed(  # 3.13
    {"version": {"const": "2.1.0"}, "runs": several(run, 1)},
    {"$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"}})
