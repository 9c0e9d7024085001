package dev.carillon.topics;

import dev.carillon.engine.DeliveryEngine;
import dev.carillon.http.Authentication;
import dev.carillon.http.Query;
import dev.carillon.notifier.Notifier;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Kinds;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.s3.S3Face;
import dev.carillon.stats.Stats;
import dev.carillon.tail.Tails;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** Topics over a store in memory, with a notifier that delivers nothing. */
public final class TopicsWorld {
    private static final TopicAttributes ATTRIBUTES = Kinds.attributes(Kinds.HTTP);

    /** The store of everything here. */
    public final MemoryState state = MemoryState.create();

    private final DeliveryEngine engine = IdleEngine.over(state);

    /** The existing topics. */
    public final Topics topics = engine.topics();

    /** The existing rules. */
    public final Rules rules = engine.rules();

    /** The live tails of the engine's log. */
    public final Tails tails =
            new Tails(engine.positions(), engine.journal(), "default", new Stats());

    /** A notifier that delivers nothing. */
    public final Notifier notifier = engine.notifier();

    /** The services that configure notifications. */
    public final S3Face.Notifications notifications =
            new S3Face.Notifications(
                    engine.ownRules(),
                    engine.topics(),
                    engine.notifier(),
                    engine.targets(),
                    engine.handshakes());

    private final TopicCalls calls;
    private boolean secure;

    public TopicsWorld() {
        calls =
                new TopicCalls(
                        topics,
                        notifier,
                        ATTRIBUTES,
                        new TopicAnswers("default", ATTRIBUTES.secrets()));
    }

    /** Returns the face over these topics. */
    public TopicsFace face(TopicsFace.Settings place, Authentication authentication) {
        return new TopicsFace(
                place, authentication, new TopicsFace.Services(topics, notifier, ATTRIBUTES));
    }

    /** Makes further calls come over TLS. */
    TopicsWorld overTls() {
        secure = true;
        return this;
    }

    /** Makes further calls come in clear text. */
    TopicsWorld inClear() {
        secure = false;
        return this;
    }

    /** Calls an action with arguments: names and values in turn. */
    String call(String action, String... arguments) {
        return post(form("Action=" + action, arguments));
    }

    /** Creates a topic with attributes as SNS clients send them. */
    String create(String name, String... attributes) {
        var form = new StringJoiner("&").add("Action=CreateTopic&Version=2010-03-31");
        form.add("Name=" + encoded(name));
        for (int i = 0; i < attributes.length; i += 2) {
            String entry = "Attributes.entry." + (i / 2 + 1);
            form.add(entry + ".key=" + encoded(attributes[i]));
            form.add(entry + ".value=" + encoded(attributes[i + 1]));
        }
        return post(form.toString());
    }

    /** Posts a form unchanged. */
    String post(String form) {
        var arguments = Arguments.of(Query.NONE, form.getBytes(StandardCharsets.UTF_8));
        var call = new TopicCall(arguments, "tester", secure, "tx1");
        return new String(calls.reply(call).body(), StandardCharsets.UTF_8);
    }

    static String arn(String topic) {
        return "arn:aws:sns:default::" + topic;
    }

    private static String form(String start, String... arguments) {
        var form = new StringJoiner("&").add(start);
        for (int i = 0; i < arguments.length; i += 2) {
            form.add(arguments[i] + "=" + encoded(arguments[i + 1]));
        }
        return form.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
