package dev.carillon.state;

import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.TableFormatConfig;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * The settings of RocksDB, and the native memory that belongs to them, which is freed after the
 * database.
 */
final class RocksNatives implements AutoCloseable {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** The number of sorted files open at once, in addition to logs and files being written. */
    static final int MAX_OPEN_FILES = 512;

    private static final double BLOOM_BITS_PER_KEY = 10;

    /**
     * The number of consecutive entries of which half must be deletes for a sorted file to be
     * compacted early. A settled queue consists of deletes, which scans must step over.
     */
    private static final long DELETES_WINDOW = 4_096;

    private static final long DELETES_TRIGGER = 2_048;
    private static final double DELETES_RATIO = 0.5;

    /**
     * The number of range deletes after which the write buffer is switched: every read must check
     * those in the buffer.
     */
    private static final int MAX_BUFFERED_RANGE_DELETES = 1_000;

    private static final long MIN_SHARD_BYTES = 64 * MIB;
    private static final int MAX_SHARD_BITS = 4;

    /**
     * The number of full write buffers that are written to a sorted file together: what was
     * overwritten or settled meanwhile is left out, and half as many files are compacted.
     */
    private static final int BUFFERS_PER_FLUSH = 2;

    /** The share of the cache that indexes and filters may take before data evicts them. */
    private static final double INDEX_AND_FILTER_SHARE = 0.5;

    private final Deque<AbstractImmutableNativeReference> owned = new ArrayDeque<>();
    private final Statistics statistics = own(new Statistics());
    private final Options options =
            own(new Options(own(tracking()), own(new ColumnFamilyOptions())));
    private final LRUCache cache;
    private final LRUCache buffersCount;

    RocksNatives(RocksSettings settings) {
        cache = cache(settings.blockCacheBytes());
        buffersCount = own(new LRUCache(settings.writeBuffersBytes()));
        statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
        options.setCreateIfMissing(true).setStatistics(statistics);
        setUpWrites(settings);
        setUpFiles(settings);
        setUpHousekeeping(settings);
    }

    /**
     * Makes the database remember the closed files of its log, and refuse to open without them. The
     * option has a name but no setter. Missing parts of the newest file are found by {@link
     * Opening}.
     */
    private static DBOptions tracking() {
        var named = new Properties();
        named.setProperty("track_and_verify_wals_in_manifest", "true");
        return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(named), "option not known");
    }

    Options options() {
        return options;
    }

    Statistics statistics() {
        return statistics;
    }

    /** Returns the memory of the blocks in the cache and of the write buffers, in bytes. */
    long memoryBytes() {
        return cache.getUsage() + buffersCount.getUsage();
    }

    private void setUpWrites(RocksSettings settings) {
        options.setWriteBufferSize(settings.writeBufferBytes())
                .setMaxWriteBufferNumber(4)
                .setMinWriteBufferNumberToMerge(BUFFERS_PER_FLUSH)
                .setMemtableMaxRangeDeletions(MAX_BUFFERED_RANGE_DELETES)
                // One thread writes, so nothing is shared or waited for.
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                // An incomplete last write was not acknowledged, and is dropped. Damage before it
                // means a broken disk: opening fails, instead of dropping what was acknowledged.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
    }

    private void setUpFiles(RocksSettings settings) {
        // The buffers have a budget of their own: in the cache's budget they would evict the
        // filters. The engine counts them in a cache that holds nothing else.
        var buffers = own(new WriteBufferManager(settings.writeBuffersBytes(), buffersCount));
        var deletes =
                own(
                        TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                                DELETES_WINDOW, DELETES_TRIGGER, DELETES_RATIO));
        options.setWriteBufferManager(buffers)
                .setTableFormatConfig(blocks())
                // Most of the first output is deleted again soon, and is not worth compressing.
                .setCompressionPerLevel(
                        List.of(
                                CompressionType.NO_COMPRESSION,
                                CompressionType.NO_COMPRESSION,
                                CompressionType.LZ4_COMPRESSION,
                                CompressionType.LZ4_COMPRESSION,
                                CompressionType.LZ4_COMPRESSION,
                                CompressionType.LZ4_COMPRESSION,
                                CompressionType.LZ4_COMPRESSION))
                .setTargetFileSizeBase(64 * MIB)
                .setMaxBytesForLevelBase(4 * settings.writeBufferBytes());
        options.setTablePropertiesCollectorFactory(List.of(deletes));
    }

    /**
     * Creates a cache with few shards. Each shard evicts on its own, so the filter of a file (about
     * 1 MiB with small entries) must be small compared with a shard; by default there are up to 64
     * shards, and no room is kept for indexes and filters.
     */
    private LRUCache cache(long bytes) {
        int shardBits = 0;
        while (shardBits < MAX_SHARD_BITS && bytes >> (shardBits + 1) >= MIN_SHARD_BYTES) {
            shardBits++;
        }
        return own(new LRUCache(bytes, shardBits, false, INDEX_AND_FILTER_SHARE));
    }

    private TableFormatConfig blocks() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 * KIB)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)))
                // Indexes and filters are counted as cache memory; otherwise they would grow with
                // the data.
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    private void setUpHousekeeping(RocksSettings settings) {
        options.setMaxBackgroundJobs(settings.backgroundJobs())
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setBytesPerSync(MIB)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MIB)
                .setKeepLogFileNum(3)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private <T extends AbstractImmutableNativeReference> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        owned.forEach(AbstractImmutableNativeReference::close);
    }
}
