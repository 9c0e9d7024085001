package dev.carillon.b2;

import java.util.Locale;

/** The errors in a set of event notification rules, by B2's codes. */
enum RuleError {
    CANNOT_EDIT_SUSPENDED_RULE,
    CUSTOM_HEADER_NAME_CONFLICT,
    CUSTOM_HEADER_NAME_DISALLOWED,
    CUSTOM_HEADER_NAME_EMPTY,
    CUSTOM_HEADER_NAME_INVALID,
    CUSTOM_HEADER_SIZE_INVALID,
    CUSTOM_HEADER_VALUE_INVALID,
    EVENT_TYPE_CATEGORIES,
    EVENT_TYPE_INVALID,
    EVENT_TYPE_OVERLAP,
    EVENT_TYPES_EMPTY,
    PREFIX_OVERLAP,
    SIGNING_SECRET_INVALID,
    RULE_NAME_INVALID,
    TARGET_URL_DOMAIN_INVALID,
    TARGET_URL_INVALID,
    TARGET_URL_PROTOCOL_INVALID,
    TOO_MANY_CUSTOM_HEADERS,
    TOO_MANY_EVENT_NOTIFICATION_RULES;

    /** Returns the code as B2 spells it. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the refusal, in words that say what to do. */
    B2Exception because(String why) {
        return new B2Exception(400, code(), why);
    }
}
