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

/** How RocksDB is set up, and the native memory that goes with it, to be freed after it. */
final class RocksNatives implements AutoCloseable {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** Sorted files open at once. Logs and the files being written come on top. */
    static final int MAX_OPEN_FILES = 512;

    private static final double BLOOM_BITS_PER_KEY = 10;

    /**
     * A sorted file is compacted early when half of 4,096 entries in a row are deletes: a settled
     * queue is nothing but those, and scans must step over them.
     */
    private static final long DELETES_WINDOW = 4_096;

    private static final long DELETES_TRIGGER = 2_048;
    private static final double DELETES_RATIO = 0.5;

    /** Every read must look through the range deletes of the write buffer: it is turned early. */
    private static final int MAX_BUFFERED_RANGE_DELETES = 1_000;

    private static final long MIN_SHARD_BYTES = 64 * MIB;
    private static final int MAX_SHARD_BITS = 4;

    /** The part of the cache that indexes and filters may take before data pushes them out. */
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
     * The database remembers the files of its log that were closed, and refuses to open without
     * them. There is a name for that, but no setter. What is missing of the newest file is found by
     * {@link Opening}.
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
                .setMemtableMaxRangeDeletions(MAX_BUFFERED_RANGE_DELETES)
                // One thread writes: nothing to share or to wait for.
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                // A last write that is not whole was told to nobody, and is dropped. Damage before
                // it
                // is a broken disk: opening fails, rather than to drop what was acknowledged.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
    }

    private void setUpFiles(RocksSettings settings) {
        // The buffers have a budget of their own: in the cache's they would push out the filters.
        // The engine counts them in a cache, which holds nothing else.
        var buffers = own(new WriteBufferManager(settings.writeBuffersBytes(), buffersCount));
        var deletes =
                own(
                        TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                                DELETES_WINDOW, DELETES_TRIGGER, DELETES_RATIO));
        options.setWriteBufferManager(buffers)
                .setTableFormatConfig(blocks())
                // What is written out first is mostly deleted again soon: not worth packing.
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
     * A cache of few shards. A shard evicts by itself, so the filter of a file (about 1 MiB where
     * the entries are small) must be small beside it; by default there are up to 64 shards, and no
     * room is kept for indexes and filters.
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
                // Index and filters count as memory too, or they would grow with the data.
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
